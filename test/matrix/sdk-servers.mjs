/** Programs that run the matrix server on one SDK version, as ESM and as CommonJS. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedVersion, ROOT } from './packages.mjs';
import { v1Folder, v2Folder } from './sdk-versions.mjs';

const source = (name) => readFileSync(join(ROOT, 'fixtures', 'matrix', `${name}.mjs`), 'utf8');

/** Imports, as `[names, module]`, and the code that uses them, for both module systems. */
function writeProgram(folder, name, body, imports, run) {
  const esm = imports.map(([names, from]) => `import ${names} from '${from}';`).join('\n');
  const cjs = imports
    .map(([names, from]) => `const ${names.replace('* as ', '').replace(/ as /g, ': ')} = require('${from}');`)
    .join('\n');
  const program = { esm: join(folder, `${name}.mjs`), cjs: join(folder, `${name}.cjs`) };
  writeFileSync(program.esm, `${esm}\n${body}\n${run}\n`);
  writeFileSync(program.cjs, `${cjs}\n${body.replace('export function', 'function')}\n${run}\n`);
  return program;
}

const STDIO = [`{ StdioServerTransport }`, '@modelcontextprotocol/sdk/server/stdio.js'];
const numberOf = (version) => Number(version.split('.')[1]);

/** The low-level and, from 1.3, the high-level API; `label` is the cell's name. */
export async function prepareV1(wanted) {
  const folder = await v1Folder(wanted);
  const version = installedVersion(folder, '@modelcontextprotocol/sdk');
  const minor = numberOf(version);
  const low = writeProgram(
    folder,
    'low',
    source('v1-low'),
    [
      ['{ Server }', '@modelcontextprotocol/sdk/server/index.js'],
      ['* as types', '@modelcontextprotocol/sdk/types.js'],
      STDIO,
    ],
    'build({ Server, types }).connect(new StdioServerTransport());',
  );
  const programs = [{ level: 'Server', ...low }];
  if (minor >= 3) programs.push({ level: 'McpServer', ...highLevelV1(folder) });
  // 1.0 and 1.1 have no CommonJS build.
  const kinds = minor < 2 ? ['esm'] : ['esm', 'cjs'];
  return programs.flatMap(({ level, ...files }) =>
    kinds.map((kind) => {
      const hasTasks = level === 'McpServer' && existsSync(tasksModule(folder));
      return {
        folder,
        version,
        sdk: 'v1',
        level,
        kind,
        hasTasks,
        file: files[kind],
        label: `${version} ${level} ${kind}`,
      };
    }),
  );
}

const tasksModule = (folder) =>
  join(folder, 'node_modules/@modelcontextprotocol/sdk/dist/esm/experimental/tasks/stores/in-memory.js');

function highLevelV1(folder) {
  const imports = [
    ['{ McpServer, ResourceTemplate }', '@modelcontextprotocol/sdk/server/mcp.js'],
    ['{ CompleteRequestSchema }', '@modelcontextprotocol/sdk/types.js'],
    ['* as z', 'zod'],
    STDIO,
  ];
  const hasTasks = existsSync(tasksModule(folder));
  if (hasTasks) {
    imports.push(['{ InMemoryTaskStore }', '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js']);
  }
  const parts = `McpServer, ResourceTemplate, CompleteRequestSchema, z${hasTasks ? ', InMemoryTaskStore' : ''}`;
  return writeProgram(
    folder,
    'high',
    source('v1'),
    imports,
    `build({ ${parts} }).connect(new StdioServerTransport());`,
  );
}

export async function prepareV2(wanted) {
  const folder = await v2Folder(wanted);
  const version = installedVersion(folder, '@modelcontextprotocol/server');
  const imports = [
    ['{ McpServer, ResourceTemplate }', '@modelcontextprotocol/server'],
    ['* as z', 'zod'],
  ];
  const stdio = (names) => [...imports, [names, '@modelcontextprotocol/server/stdio']];
  const connected = writeProgram(
    folder,
    'connected',
    source('v2'),
    stdio('{ StdioServerTransport }'),
    'build({ McpServer, ResourceTemplate, z }).connect(new StdioServerTransport());',
  );
  const served = writeProgram(
    folder,
    'served',
    source('v2'),
    stdio('{ serveStdio }'),
    'serveStdio(() => build({ McpServer, ResourceTemplate, z }));',
  );
  return Object.entries({ McpServer: connected, serveStdio: served }).flatMap(([level, files]) =>
    ['esm', 'cjs'].map((kind) => {
      const label = `${version} ${level} ${kind}`;
      return { folder, version, sdk: 'v2', level, kind, hasTasks: false, file: files[kind], label };
    }),
  );
}

/** A server that asks its client, on the low-level API, which every version of v1 has. */
export async function prepareTalkingV1(wanted) {
  const folder = await v1Folder(wanted);
  const version = installedVersion(folder, '@modelcontextprotocol/sdk');
  const { esm } = writeProgram(
    folder,
    'talks',
    source('talks-v1'),
    [
      ['{ Server }', '@modelcontextprotocol/sdk/server/index.js'],
      ['* as types', '@modelcontextprotocol/sdk/types.js'],
      STDIO,
    ],
    'build({ Server, types }).connect(new StdioServerTransport());',
  );
  return { sdk: 'v1', version, minor: numberOf(version), folder, file: esm };
}

export async function prepareTalkingV2(wanted) {
  const folder = await v2Folder(wanted);
  const version = installedVersion(folder, '@modelcontextprotocol/server');
  const { esm } = writeProgram(
    folder,
    'talks',
    source('talks-v2'),
    [
      ['{ McpServer }', '@modelcontextprotocol/server'],
      ['{ StdioServerTransport }', '@modelcontextprotocol/server/stdio'],
    ],
    'build({ McpServer }).connect(new StdioServerTransport());',
  );
  return { sdk: 'v2', version, folder, file: esm };
}
