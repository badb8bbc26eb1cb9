/** A call in the forms in which it is passed on; the shell lines are read by a real shell. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { asChatLine, asCurl, asInspector, requestOf } from '../../src/page/views/call/copies.js';
import { framesOf, groupFrames } from '../../src/page/views/call/stack.js';
import { row } from './sample-row.js';

/** The words that a POSIX shell makes of `command`. */
const wordsOf = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const NASTY = { q: `it's "$HOME" \`id\``, list: [1, { a: null }] };

describe('a copied call', () => {
  it('as curl carries the request, whatever is in it', () => {
    const call = row({ event_name: 'search' });
    const words = wordsOf(asCurl(call, NASTY));
    expect(words.slice(0, 2)).toEqual(['curl', 'http://localhost:3000/mcp']);
    expect(JSON.parse(words.at(-1) ?? '')).toEqual(requestOf(call, NASTY));
    expect(requestOf(call, NASTY)).toMatchObject({
      method: 'tools/call',
      params: { name: 'search', arguments: NASTY },
    });
  });

  it('for Inspector has one argument for each of the tool', () => {
    const words = wordsOf(asInspector(row({ event_name: 'search' }), NASTY));
    expect(words).toContain(`q=${NASTY.q}`);
    expect(words).toContain(`list=${JSON.stringify(NASTY.list)}`);
  });

  it('for a chat is one line', () => {
    const line = asChatLine(row({ status: 'error', error_message: 'one\ntwo' }), { text: 'x'.repeat(5000) });
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(700);
  });

  it('is no request for a notification', () => {
    expect(requestOf(row({ event_type: 'notification' }), {})).toBeUndefined();
  });
});

describe('a stack', () => {
  it("tells the server's own frames from those of packages and Node", () => {
    const { stack = '' } = new Error('message\n    at looks (like/a/frame.js:1:1)');
    const frames = framesOf(stack);
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.some(({ text, isOwn }) => isOwn && text.includes('copies.test.ts'))).toBe(true);
    expect(frames.filter(({ text }) => text.includes('node_modules')).every(({ isOwn }) => !isOwn)).toBe(true);
    expect(groupFrames(frames).flatMap((group) => group.frames)).toEqual(frames.map(({ text }) => text));
  });
});
