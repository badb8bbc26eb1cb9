/** `mcpwatch check` as a process: what it runs or reads, what it prints where, and its exit code. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/collector/terminal/terminal-text.js';
import { nextEvent } from '../support/collector.js';
import { called, listed } from '../support/judged.js';
import { run, start } from '../support/program.js';
import { fixture, inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const NODE = process.execPath;
const CLI = inProject('dist', 'cli.js');
const SERVER = fixture('esm-stdio-server.mjs');
const CLIENT = [NODE, fixture('stdio-client.mjs'), 'v1', NODE, SERVER] as const;

/** Neither the settings of whoever runs the tests nor their CI have a say. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MCPWATCH_|CI$|GITHUB_)/.test(name))),
};

interface CheckRun {
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const check = ({ args, cwd = temporaryFolder(), env: own = {} }: CheckRun) =>
  run(NODE, [CLI, 'check', ...args], { cwd, env: { ...env, ...own } });

/** A folder with files; objects are written as JSON, lists of events as JSONL. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    const lines = Array.isArray(content) ? content.map((event) => `${JSON.stringify(event)}\n`).join('') : undefined;
    writeFileSync(path, lines ?? (typeof content === 'string' ? content : JSON.stringify(content)));
  }
  return folder;
}

describe('mcpwatch check -- <command>', () => {
  it('passes when nothing is configured and nothing is wrong; the report goes to stderr', async () => {
    const { code, stdout, stderr } = await check({ args: ['--', ...CLIENT] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n' });
    expect(stderr).toMatch(/^mcpwatch check: OK \(1 call in 1 session\)\n/);
    expect(stderr).toMatch(/\nesm-stdio-server 1\.2\.3: 1 session/);
    expect(stderr).toMatch(/\n {2}add +1 +0 /);
    expect(stderr).toMatch(/\nto set a limit: mcpwatch check --budget 'add\.max<=\d+ms' -- /);
  });

  it('exits 1 when a server prints on stdout, and says where', async () => {
    const server = join(
      folderWith({ 'greets.mjs': `console.log('hello');\nawait import('${SERVER}');\n` }),
      'greets.mjs',
    );
    const { code, stderr } = await check({ args: ['--', NODE, fixture('stdio-client.mjs'), 'v1', NODE, server] });
    expect(code).toBe(1);
    expect(stderr).toMatch(/FAILED +stdout\b.*hello[\s\S]*greets\.mjs:1\)/);
  });

  it('says where a tool is registered that is listed and never called', async () => {
    const script = `
      import { Client } from '@modelcontextprotocol/sdk/client/index.js';
      import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
      const client = new Client({ name: 'lists', version: '1.0.0' });
      await client.connect(new StdioClientTransport({ command: ${JSON.stringify(NODE)}, args: [${JSON.stringify(SERVER)}] }));
      await client.listTools();
      await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
      await client.close();`;
    const args = ['--coverage', '90%', '--', NODE, '--input-type=module', '-e', script];
    const { code, stderr } = await check({ args, cwd: inProject() });
    expect(code).toBe(1);
    const line =
      readFileSync(SERVER, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes("registerTool('fail'")) + 1;
    expect(stderr).toMatch(new RegExp(`esm-stdio-server › fail .*esm-stdio-server\\.mjs:${line}`));
  });

  it('keeps its exit code when nobody reads the report', async () => {
    const program = start(NODE, [CLI, 'check', '--', ...CLIENT], { env, cwd: temporaryFolder() });
    program.child.stderr?.destroy();
    expect(await program.ended).toMatchObject({ code: 0, stdout: '3\n' });
  });

  it('passes every byte of stdout through, and stdin', async () => {
    const echo = [NODE, '-e', 'process.stdin.pipe(process.stdout)'];
    const program = start(NODE, [CLI, 'check', '--', ...echo], { env, cwd: temporaryFolder() });
    program.child.stdin?.end('\u0000é\r\nlast line without end');
    expect((await program.ended).stdout).toBe('\u0000é\r\nlast line without end');
  });

  it('exits 1 for a finding', async () => {
    const { code, stderr } = await check({ args: ['--budget', 'add.max<=0.001ms', '--', ...CLIENT] });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('FAILED     budget') });
  });

  it.each([
    ['no server', ['-e', '0'], /no session of an MCP server was seen: no MCP SDK was loaded/],
    ['MCPWATCH_DISABLED', CLIENT.slice(1), /no session of an MCP server was seen/],
  ])('exits 3 when nothing was seen: %s', async (name, args, message) => {
    const off = name === 'MCPWATCH_DISABLED' ? { MCPWATCH_DISABLED: '1' } : {};
    const { code, stderr } = await check({ args: ['--', NODE, ...args], env: off });
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringMatching(message) });
  });

  it('ends as a failing command ends, and reports both', async () => {
    const budget = ['--budget', 'add.max<=0.001ms'];
    const script = `'${CLIENT.join("' '")}'; exit 7`;
    const { code, stderr } = await check({ args: [...budget, '--', 'sh', '-c', script] });
    expect(code).toBe(7);
    expect(stderr).toContain('the command failed: exit code 7');
    expect(stderr).toContain('FAILED     budget');
  });

  it('ends by the signal that ended the command', async () => {
    const { code, signal, stderr } = await check({ args: ['--', 'sh', '-c', 'kill -TERM $$'] });
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
    expect(stderr).toContain('the command failed: ended by SIGTERM');
  });

  it('says that a command was not found, as a shell does', async () => {
    const { code, stderr } = await check({ args: ['--', 'no-such-command'] });
    expect({ code, stderr }).toMatchObject({ code: 127, stderr: expect.stringContaining('command not found') });
  });

  it('sees what a server did that was killed, and that it was killed', async () => {
    const script = `
      import { spawn } from 'node:child_process';
      const server = spawn(process.execPath, [${JSON.stringify(SERVER)}], { stdio: ['pipe', 'pipe', 'inherit'] });
      const send = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
      const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
      send({ id: 1, method: 'initialize', params });
      send({ method: 'notifications/initialized' });
      send({ id: 2, method: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } });
      server.stdout.on('data', (text) => String(text).includes('"id":2') && server.kill('SIGKILL'));`;
    const { code, stderr } = await check({ args: ['--', NODE, '--input-type=module', '-e', script] });
    expect(stderr).toMatch(/\n {2}add +1 +0 /);
    expect(code).toBe(0);
  });

  it('finds a server that dies of an error between two calls', async () => {
    const folder = folderWith({
      'dies.mjs': `process.on('SIGUSR2', () => { throw new Error('lost the database'); });
        await import(${JSON.stringify(SERVER)});`,
    });
    const script = `
      import { Client } from '@modelcontextprotocol/sdk/client/index.js';
      import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
      const client = new Client({ name: 'waits', version: '1.0.0' });
      const args = [${JSON.stringify(join(folder, 'dies.mjs'))}];
      const transport = new StdioClientTransport({ command: ${JSON.stringify(NODE)}, args, stderr: 'ignore' });
      await client.connect(transport);
      await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
      const closed = new Promise((resolve) => { client.onclose = resolve; });
      process.kill(transport.pid, 'SIGUSR2');
      await closed;`;
    const args = ['--', NODE, '--input-type=module', '-e', script];
    const { code, stderr } = await check({ args, cwd: inProject() });
    expect(stderr).toMatch(
      /FAILED +crash esm-stdio-server: the process died while no call was open: lost the database \(\S*dies\.mjs:1\)/,
    );
    expect(code).toBe(1);
  });

  it('sees many processes that run at the same time', async () => {
    const one = `'${CLIENT.join("' '")}'`;
    const { code, stdout, stderr } = await check({ args: ['--', 'sh', '-c', `${one} & ${one} & ${one} & wait`] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n3\n3\n' });
    expect(stderr).toContain('OK (3 calls in 3 sessions)');
  });

  it('switches on what it needs, keeps the user’s spool out of it, and sends nothing to the cloud', async () => {
    const show = `console.log(JSON.stringify(Object.entries(process.env).filter(([n]) => n.startsWith('MCPWATCH_'))))`;
    const own = {
      MCPWATCH_API_KEY: 'mw_not_a_real_key',
      MCPWATCH_MAX_PAYLOAD_BYTES: '256',
      MCPWATCH_OTLP: 'http://127.0.0.1:9',
      MCPWATCH_PAYLOADS: 'off',
      MCPWATCH_REDACT: 'none',
      MCPWATCH_SAMPLE_RATE: '0',
      MCPWATCH_SPOOL: 'off',
    };
    const { stdout } = await check({ args: ['--', NODE, '-e', show], env: { ...own, MCPWATCH_STDOUT: 'off' } });
    const variables = Object.fromEntries(JSON.parse(stdout));
    expect(variables).toMatchObject({ MCPWATCH_STDOUT: 'watch', MCPWATCH_SOURCES: '1' });
    expect(variables.MCPWATCH_ENDPOINT).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(Object.keys(variables).filter((name) => name in own)).toEqual([]);
    expect(existsSync(variables.MCPWATCH_SPOOL_DIR)).toBe(false);
  });
});

describe('what cannot be done is no finding', () => {
  it('a report that cannot be written', async () => {
    const { code, stderr } = await check({ args: ['--reporter', 'junit=/dev/null/x.xml', '--', ...CLIENT] });
    expect(stderr).toContain('--reporter junit: /dev/null/x.xml cannot be written: ENOTDIR');
    expect(code).toBe(3);
  });

  it('a check without a folder for temporary files', async () => {
    const { code, stdout, stderr } = await check({ args: ['--', ...CLIENT], env: { TMPDIR: '/nonexistent' } });
    expect(stdout + stderr).toContain(
      'there is no folder for temporary files (/nonexistent), so the command was not run',
    );
    expect(code).toBe(3);
  });
});

it('the report can be read and pasted, whatever tools are called', async () => {
  const names = ["it's; echo $(x)", '日本語', '\u202eevil', 'x'.repeat(60)];
  const events = [listed(...names), ...names.map((name) => called(name)), called("it's; echo $(x)")];
  const { stdout } = await check({ args: ['--file', 'events.jsonl'], cwd: folderWith({ 'events.jsonl': events }) });
  const rows = stdout.split('\n').filter((line) => /^ {2}\S.* [12] +0 /.test(line));
  expect(rows).toHaveLength(names.length);
  expect(new Set(rows.map(displayWidth)).size).toBe(1);
  expect(stdout).toContain(`--budget 'it'\\''s; echo $(x).max<=`);
  expect(stdout).toContain('\\u{202e}evil');
});

describe('recorded events', () => {
  const events = [listed('add', 'sub'), called('add', { attributes: { 'mcpwatch.run.id': 'job-7' } })];
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');

  it('of a file are checked, with the report on stdout', async () => {
    const cwd = folderWith({ 'events.jsonl': events });
    const { code, stdout, stderr } = await check({ args: ['--file', 'events.jsonl', '--coverage', '90%'], cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('FAILED     coverage example: 1 of 2 called (50 %), limit 90 %');
    expect(stdout).toContain('listed and never called\n  example › sub\n');
  });

  it('of standard input are checked', async () => {
    const program = start(NODE, [CLI, 'check', '-'], { env, cwd: temporaryFolder() });
    program.child.stdin?.end(lines);
    expect(await program.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('OK (1 call in 1 session)') });
  });

  it('of one run are checked, from a running mcpwatch dev', async () => {
    const own = { MCPWATCH_SPOOL_DIR: temporaryFolder() };
    const dev = start(NODE, [CLI, 'dev', '--port', '0'], { env: { ...env, ...own } });
    try {
      const [, url] = await dev.saw('stderr', /listening on (http:\S+)/);
      const batch = [...events, called('add', { attributes: { 'mcpwatch.run.id': 'job-8' } })];
      const headers = { 'content-type': 'application/json' };
      await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
      expect(await check({ args: ['--run', 'job-7'], env: own })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('OK (1 call in 1 session)'),
      });
      expect((await check({ args: ['--run', 'job-9'], env: own })).code).toBe(3);
    } finally {
      dev.child.kill('SIGKILL');
    }
  });

  it.each([
    ['a file that is not there', 'none.jsonl', 'cannot read none.jsonl: ENOENT'],
    ['a file with broken lines', 'broken.jsonl', '1 line of broken.jsonl could not be read as events'],
    ['a file without a session', 'empty.jsonl', 'no session of an MCP server is in empty.jsonl'],
  ])('give no verdict: %s', async (_, file, message) => {
    const cwd = folderWith({ 'broken.jsonl': `${lines}{"half":\n`, 'empty.jsonl': '' });
    expect(await check({ args: ['--file', file], cwd })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(message),
    });
  });
});

describe('mcpwatch.json', () => {
  const events = [listed('add', 'sub'), called('add')];

  it('is found in a folder above', async () => {
    const cwd = folderWith({ 'mcpwatch.json': { expect: ['sub'] }, 'below/events.jsonl': events });
    const { code, stdout } = await check({ args: ['--file', 'events.jsonl'], cwd: join(cwd, 'below') });
    expect(stdout).toContain('FAILED     expect example › sub: must be called, and was not');
    expect(code).toBe(1);
  });

  it('can be overridden by flags, one budget at a time', async () => {
    const config = { budgets: { add: { max: '1ms' } }, coverage: '90%', failOn: ['uncovered'] };
    const cwd = folderWith({ 'mcpwatch.json': config, 'events.jsonl': events });
    const flags = ['--budget', 'add.max<=1s', '--coverage', '50%', '--fail-on', 'crash'];
    expect((await check({ args: ['--file', 'events.jsonl'], cwd })).code).toBe(1);
    expect((await check({ args: [...flags, '--file', 'events.jsonl'], cwd })).code).toBe(0);
  });

  it('with a name that no server has ends with 2, and says what was meant', async () => {
    const cwd = folderWith({ 'mcpwatch.json': { expect: ['sbu'] }, 'events.jsonl': events });
    const { code, stdout } = await check({ args: ['--file', 'events.jsonl'], cwd });
    expect(stdout).toContain('unknown    "sbu": no server that was seen has it; did you mean sub?');
    expect(code).toBe(2);
  });

  it.each([
    [{ expcet: [] }, 'unknown key "expcet"; did you mean expect?'],
    [{ budgets: { add: { p59: 1 } } }, 'budgets.add: unknown metric "p59"; did you mean p50?'],
    [{ budgets: { add: { p95: '1 fortnight' } } }, 'budgets.add.p95: expected a time such as 800ms or 1.5s'],
    [{ budgets: { add: { p95: { limit: 1, severty: 'warn' } } } }, 'unknown key "severty"; did you mean severity?'],
    [
      { budgets: { add: { bytes: 1 } } },
      'bytes is for lists: expected one of tools/list, resources/list, prompts/list, got add',
    ],
    [{ failOn: ['drift'] }, 'failOn: unknown value "drift"; known: crash, hang'],
    [{ coverage: '190%' }, 'coverage: expected a share such as 90% or 0.9'],
    ['{', 'expected JSON'],
  ])('%j is refused before anything is run', async (config, message) => {
    const cwd = folderWith({ 'mcpwatch.json': config });
    const { code, stdout, stderr } = await check({ args: ['--', NODE, '-p', '1'], cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('the command line', () => {
  it.each([
    [[], 'expected a command behind --, or --file, --run or - (standard input); got nothing'],
    [['--file', 'x', '--', 'y'], 'got more than one of them'],
    [['npm', 'test'], 'unexpected argument "npm": put -- in front of the command'],
    [['--'], 'expected a command after --'],
    [['--bugdet', 'x', '--', 'y'], 'unknown flag "--bugdet"; did you mean --budget?'],
    [['--budget', 'p95<800', '--', 'y'], "expected a budget such as 'search.p95<=800ms'"],
    [['--reporter', 'junt=x', '--', 'y'], 'unknown reporter "junt"; did you mean junit?'],
    [['--reporter', 'junit', '--', 'y'], '--reporter junit needs a file: --reporter junit=<file>'],
    [['--budget', 'x.max<=5constructor', '--', 'y'], 'a time such as 800ms or 1.5s'],
    [['--budget', `x.max<=${'9'.repeat(400)}`, '--', 'y'], 'a time such as 800ms or 1.5s'],
    [['--budget', 'x.max<=NaN', '--', 'y'], 'a time such as 800ms or 1.5s'],
    [['--budget', 'x.errorRate<=2', '--', 'y'], 'a share such as 2% or 0.02'],
    [['--budget', 'x.minCalls>=1.5', '--', 'y'], 'a whole number'],
    [['--file', 'a.jsonl', '-'], 'got more than one of them'],
    [['--fail-on', '', '--', 'y'], '--fail-on: expected a list of crash, hang, stdout,'],
    [['--update=some', '--', 'y'], '--update: expected new or all, got "some"'],
  ])('%j is refused', async (args, message) => {
    expect(await check({ args })).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('baselines', () => {
  const tool = { name: 'add', description: 'Adds.', inputSchema: { type: 'object', properties: { b: {}, a: {} } } };
  const sub = { name: 'sub', inputSchema: { type: 'object' } };
  const FILE = join('.mcpwatch', 'example.tools.json');
  const of = (...tools: readonly Readonly<Record<string, unknown>>[]) => [nextEvent(), listed(...tools)];

  it('are written by --update, canonical and sorted, and compared from then on', async () => {
    const cwd = folderWith({
      'events.jsonl': of(sub, tool),
      'later.jsonl': of({ ...tool, inputSchema: { type: 'array' } }, sub),
    });
    const written = await check({ args: ['--update', '--file', 'events.jsonl'], cwd });
    expect(written).toMatchObject({ code: 0, stdout: expect.stringContaining(`note       baseline written: ${FILE}`) });
    const text = readFileSync(join(cwd, FILE), 'utf8');
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(text).toMatch(/"server": "example".*"description".*"a": \{\}.*"b": \{\}.*"name": "add".*"name": "sub"/s);
    expect((await check({ args: ['--file', 'events.jsonl'], cwd })).code).toBe(0);
    const later = await check({ args: ['--file', 'later.jsonl'], cwd });
    expect(later.stdout).toContain('FAILED     drift:breaking example › add: inputSchema');
    expect(later.code).toBe(1);
  });

  it('are not compared with lists whose definitions were not recorded', async () => {
    const bare = {
      ...listed(),
      response_content: null,
      attributes: { 'mcpwatch.list.count': '1', 'mcpwatch.list.entries': '[["add",120,5,60]]' },
    };
    const cwd = folderWith({ [FILE]: { server: 'example', tools: [tool] }, 'bare.jsonl': [nextEvent(), bare] });
    const { code, stdout } = await check({ args: ['--file', 'bare.jsonl'], cwd });
    expect(stdout).not.toContain('drift:');
    expect(stdout).toContain('the tools of example were recorded without their definitions');
    expect(code).toBe(3);
    const before = readFileSync(join(cwd, FILE), 'utf8');
    expect((await check({ args: ['--update', '--file', 'bare.jsonl'], cwd })).code).toBe(3);
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe(before);
    // A session with its payloads says all.
    const both = folderWith({ [FILE]: { server: 'example', tools: [tool] }, 'both.jsonl': [...of(tool), bare] });
    expect((await check({ args: ['--file', 'both.jsonl'], cwd: both })).code).toBe(0);
  });

  it('that were just written are what growth is measured against', async () => {
    const config = { budgets: { 'tools/list': { increase: '10%' } } };
    const cwd = folderWith({ 'mcpwatch.json': config, 'events.jsonl': of(tool) });
    expect(await check({ args: ['--file', 'events.jsonl'], cwd })).toMatchObject({ code: 0 });
    expect(await check({ args: ['--update', '--file', 'events.jsonl'], cwd })).toMatchObject({ code: 0 });
  });

  it('that cannot be read are a mistake, which the message says how to undo', async () => {
    const cwd = folderWith({ [FILE]: '<<<<<<< main', 'events.jsonl': of(tool) });
    expect(await check({ args: ['--file', 'events.jsonl'], cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('restore it, or delete it and write it again with mcpwatch check --update=new'),
    });
    rmSync(join(cwd, FILE));
    expect((await check({ args: ['--update=new', '--file', 'events.jsonl'], cwd })).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, FILE), 'utf8'))).toMatchObject({ server: 'example' });
  });

  it('two for one server are a mistake', async () => {
    const file = { server: 'example', tools: [tool] };
    const cwd = folderWith({ [FILE]: file, '.mcpwatch/copy.tools.json': file, 'events.jsonl': of(tool) });
    expect(await check({ args: ['--file', 'events.jsonl'], cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/example\.tools\.json are both for example: delete one/),
    });
  });

  it('that are asked for and missing are written locally; in CI the check cannot be made', async () => {
    const cwd = folderWith({ 'mcpwatch.json': { failOn: ['drift:breaking'] }, 'events.jsonl': of(tool) });
    const args = ['--file', 'events.jsonl'];
    expect(await check({ args, cwd, env: { CI: 'true' } })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(
        `there is no baseline for example: run mcpwatch check --update=new --file events.jsonl and commit ${FILE}`,
      ),
    });
    expect(existsSync(join(cwd, FILE))).toBe(false);
    expect((await check({ args, cwd })).code).toBe(0);
    expect((await check({ args, cwd, env: { CI: 'true' } })).code).toBe(0);
  });

  it('of servers that are no longer seen fail in CI, until --update deletes them', async () => {
    const gone = { server: 'gone', tools: [] };
    const cwd = folderWith({ '.mcpwatch/gone.tools.json': gone, 'events.jsonl': of(tool) });
    const args = ['--file', 'events.jsonl'];
    const ci = await check({ args, cwd, env: { CI: 'true' } });
    expect(ci).toMatchObject({ code: 3, stdout: expect.stringContaining('gone was not seen; if it is obsolete, run') });
    expect((await check({ args, cwd })).code).toBe(0);
    await check({ args: ['--update', ...args], cwd });
    expect(existsSync(join(cwd, '.mcpwatch/gone.tools.json'))).toBe(false);
  });

  it('of a server that listed nothing are not taken for unchanged', async () => {
    const cwd = folderWith({ [FILE]: { server: 'example', tools: [tool] }, 'events.jsonl': [called('add')] });
    const { code, stdout } = await check({ args: ['--file', 'events.jsonl'], cwd });
    expect(stdout).toContain('example has not listed its tools');
    expect(code).toBe(3);
  });

  it.each(['--update', '--update=new'])(
    'are neither written nor deleted by %s when nothing was listed',
    async (flag) => {
      const cwd = folderWith({ [FILE]: { server: 'example', tools: [tool] }, 'events.jsonl': [called('add')] });
      const { code, stdout } = await check({ args: [flag, '--file', 'events.jsonl'], cwd });
      expect(stdout).toContain('the baselines were not written: no server has listed its tools');
      expect(code).toBe(3);
      expect(existsSync(join(cwd, FILE))).toBe(true);
    },
  );

  it('are not written when events were lost', async () => {
    const lost = called('add', { attributes: { 'mcpwatch.dropped.queue_full': '1' } });
    const cwd = folderWith({ 'events.jsonl': [...of(tool), lost] });
    expect((await check({ args: ['--update', '--file', 'events.jsonl'], cwd })).code).toBe(3);
    expect(existsSync(join(cwd, '.mcpwatch'))).toBe(false);
  });

  it('stay in their folder, whatever a server calls itself', async () => {
    const evil = [listed(tool)].map((event) => ({ ...event, server_name: '../../evil' }));
    const cwd = folderWith({ 'a/b/events.jsonl': [nextEvent(), ...evil] });
    await check({ args: ['--update', '--file', 'events.jsonl'], cwd: join(cwd, 'a', 'b') });
    expect(existsSync(join(cwd, 'evil.tools.json'))).toBe(false);
    expect(existsSync(join(cwd, 'a', 'b', '.mcpwatch'))).toBe(true);
  });
});
