/**
 * What the demo does: which servers it starts, which calls it makes, and which event each call must become.
 */
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);

/** The file that a package's first command runs. */
function binOf(name) {
  const manifest = require.resolve(`${name}/package.json`);
  return relative('', join(dirname(manifest), Object.values(require(manifest).bin)[0]));
}

const tool = (name, args = {}) => ({
  type: 'tool_call',
  name,
  call: (client) => client.callTool({ name, arguments: args }),
});
const resource = (uri) => ({ type: 'resource_read', name: uri, call: (client) => client.readResource({ uri }) });
const prompt = (name, args) => ({
  type: 'prompt_get',
  name,
  call: (client) => client.getPrompt({ name, arguments: args }),
});
const failing = (step) => ({ ...step, fails: true });

const OUR_CALLS = [
  tool('add', { a: 2, b: 3 }),
  tool('wait', { ms: 120 }),
  tool('log', { text: 'hello from the server' }),
  failing(tool('fail')),
  failing(tool('no-such-tool')),
  resource('note://one'),
  failing(resource('note://missing')),
  prompt('greet', { name: 'Ada' }),
];

export const SCENARIOS = [
  {
    title: '@modelcontextprotocol/server-everything, as published',
    command: [binOf('@modelcontextprotocol/server-everything'), 'stdio'],
    steps: [
      tool('echo', { message: 'hello' }),
      tool('get-sum', { a: 2, b: 3 }),
      tool('get-structured-content', { location: 'Chicago' }),
      failing(tool('gzip-file-as-resource', { name: 'a.gz', data: 'ftp://example.com/a' })),
      failing(tool('no-such-tool')),
      resource('demo://resource/static/document/features.md'),
      resource('demo://resource/dynamic/text/1'),
      failing(resource('demo://resource/missing')),
      prompt('simple-prompt'),
      prompt('args-prompt', { city: 'Paris' }),
      // The first call sends one logging message at once; the second stops the timer before the session ends.
      tool('toggle-simulated-logging'),
      tool('toggle-simulated-logging'),
    ],
  },
  { title: 'fixtures/v2-stdio-server.mjs, SDK v2', command: ['fixtures/v2-stdio-server.mjs'], steps: OUR_CALLS },
  { title: 'fixtures/cjs-stdio-server.cjs, CommonJS', command: ['fixtures/cjs-stdio-server.cjs'], steps: OUR_CALLS },
];
