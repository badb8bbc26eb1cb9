/** Drift between real tool lists: the definitions come from McpServer, as a client receives them. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareTools, type ToolDefinition, toolsIn } from '../../../src/analysis/drift/compare-tools.js';

interface Config {
  readonly description?: string;
  readonly inputSchema?: z.ZodRawShape;
  readonly outputSchema?: z.ZodRawShape;
  readonly annotations?: ToolAnnotations;
}

/** `tools/list` of a server with these tools, by the official client. */
async function listed(tools: Readonly<Record<string, Config>>): Promise<readonly ToolDefinition[]> {
  const server = new McpServer({ name: 'shop', version: '1' });
  for (const [name, config] of Object.entries(tools)) {
    server.registerTool(name, config, async () => ({ content: [], structuredContent: {} }));
  }
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([server.connect(far), client.connect(near)]);
  const result = await client.listTools();
  await client.close();
  return toolsIn(result);
}

async function drift(before: Config, after: Config): Promise<readonly string[]> {
  const changes = compareTools(await listed({ search: before }), await listed({ search: after }));
  return changes.map(({ class: drift, path, what }) => `${drift} ${path}: ${what}`);
}

const input = (shape: z.ZodRawShape): Config => ({ inputSchema: shape });
const output = (shape: z.ZodRawShape): Config => ({ outputSchema: shape });

describe('drift of a tool', () => {
  it.each<[string, Config, Config, readonly string[]]>([
    ['the same definition', input({ q: z.string() }), input({ q: z.string() }), []],
    [
      'properties in another order',
      input({ a: z.string(), b: z.string() }),
      input({ b: z.string(), a: z.string() }),
      [],
    ],
    [
      'a new optional argument',
      input({}),
      input({ n: z.number().optional() }),
      ['additive inputSchema.properties.n: added, optional'],
    ],
    [
      'a new required argument',
      input({}),
      input({ n: z.number() }),
      ['breaking inputSchema.properties.n: added, required'],
    ],
    [
      'an argument that is gone',
      input({ n: z.number().optional() }),
      input({}),
      ['breaking inputSchema.properties.n: removed'],
    ],
    [
      'an argument that became required',
      input({ n: z.number().optional() }),
      input({ n: z.number() }),
      ['breaking inputSchema.properties.n: now required'],
    ],
    [
      'an argument that became optional',
      input({ n: z.number() }),
      input({ n: z.number().optional() }),
      ['loosened inputSchema.properties.n: now optional'],
    ],
    [
      'an argument of another type',
      input({ n: z.number() }),
      input({ n: z.string() }),
      [
        'breaking inputSchema.properties.n.type: no longer allowed: number',
        'breaking inputSchema.properties.n.type: no longer allowed: integer',
        'loosened inputSchema.properties.n.type: now allowed: string',
      ],
    ],
    [
      'a value that is gone',
      input({ s: z.enum(['a', 'b']) }),
      input({ s: z.enum(['a']) }),
      ['breaking inputSchema.properties.s.enum: no longer allowed: "b"'],
    ],
    [
      'a value that is new',
      input({ s: z.enum(['a']) }),
      input({ s: z.enum(['a', 'b']) }),
      ['loosened inputSchema.properties.s.enum: now allowed: "b"'],
    ],
    [
      'a tighter limit',
      input({ n: z.number().max(100) }),
      input({ n: z.number().max(10) }),
      ['breaking inputSchema.properties.n.maximum: 100 → 10'],
    ],
    [
      'a wider limit',
      input({ n: z.string().min(3) }),
      input({ n: z.string().min(1) }),
      ['loosened inputSchema.properties.n.minLength: 3 → 1'],
    ],
    [
      'a limit that is new',
      input({ n: z.string() }),
      input({ n: z.string().max(5) }),
      ['breaking inputSchema.properties.n.maxLength: added: 5'],
    ],
    [
      'another default',
      input({ n: z.number().default(1) }),
      input({ n: z.number().default(2) }),
      ['breaking inputSchema.properties.n.default: 1 → 2'],
    ],
    ['a new description', { description: 'one' }, { description: 'two' }, ['description description: changed']],
    [
      'a described argument',
      input({ q: z.string() }),
      input({ q: z.string().describe('what to look for') }),
      ['description inputSchema.properties.q.description: added: "what to look for"'],
    ],
    [
      'a change deep inside',
      input({ f: z.object({ tags: z.array(z.string()) }) }),
      input({ f: z.object({ tags: z.array(z.string().max(9)) }) }),
      ['breaking inputSchema.properties.f.properties.tags.items.maxLength: added: 9'],
    ],
    [
      'an answer that lost a field',
      output({ id: z.string(), at: z.string() }),
      output({ id: z.string() }),
      ['breaking outputSchema.properties.at: removed'],
    ],
    [
      'an answer with a new field',
      output({ id: z.string() }),
      output({ id: z.string(), at: z.string() }),
      ['additive outputSchema.properties.at: added, required'],
    ],
    [
      'an answer that may lack a field now',
      output({ id: z.string() }),
      output({ id: z.string().optional() }),
      ['breaking outputSchema.properties.id: now optional'],
    ],
    [
      'a tool that is no longer read-only',
      { annotations: { readOnlyHint: true } },
      { annotations: { readOnlyHint: false } },
      ['breaking annotations.readOnlyHint: true → false'],
    ],
    [
      'a tool that became read-only',
      { annotations: { readOnlyHint: false } },
      { annotations: { readOnlyHint: true } },
      ['description annotations.readOnlyHint: false → true'],
    ],
  ])('%s', async (_, before, after, expected) => {
    expect(await drift(before, after)).toEqual(expected);
  });

  it('reports added and removed tools, the worst first', async () => {
    const before = await listed({ a: {}, b: {} });
    const after = await listed({ b: {}, c: {} });
    expect(compareTools(before, after)).toEqual([
      { class: 'breaking', tool: 'a', path: '', what: 'tool removed' },
      { class: 'additive', tool: 'c', path: '', what: 'new tool' },
    ]);
  });

  it('follows references, and ends in recursive schemas', () => {
    const schema = (leaf: unknown) => ({
      type: 'object',
      properties: { tree: { $ref: '#/$defs/node' } },
      $defs: {
        node: {
          type: 'object',
          properties: { value: leaf, left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } },
        },
      },
    });
    const tool = (leaf: unknown): readonly ToolDefinition[] => [{ name: 'walk', inputSchema: schema(leaf) }];
    const changes = compareTools(tool({ type: 'string' }), tool({ type: 'string', maxLength: 3 }));
    expect(changes).toEqual([
      {
        class: 'breaking',
        tool: 'walk',
        path: 'inputSchema.properties.tree.properties.value.maxLength',
        what: 'added: 3',
      },
    ]);
  });
});
