/** `mcpwatch doctor` names the fault in each of these broken setups, and says what to do. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { doctor } from '../../support/doctor.js';
import { fixture } from '../../support/project.js';

const NODE = process.execPath;
const server = (name: string) => fixture(`doctor/${name}`);
const HEALTHY = ['--', NODE, server('healthy.mjs')];
/** Taken by nobody. */
const CLOSED = 'http://127.0.0.1:9';

/** The setup, and what doctor must say about it. Nothing else may be called a fault. */
const SETUPS: readonly (readonly [
  name: string,
  args: readonly string[],
  fault: RegExp,
  variables: NodeJS.ProcessEnv,
])[] = [
  [
    'a command that is not there',
    ['--', 'no-such-server'],
    /^command: command not found: no-such-server → check the spelling/,
    {},
  ],
  [
    'a file that is not executable',
    ['--', server('healthy.mjs')],
    /^command: not executable: .*healthy\.mjs → make it executable/,
    {},
  ],
  [
    'a script that is not there',
    ['--', NODE, 'no-such-script.mjs'],
    /^command: .* \(exit code 1\) before it answered `initialize`: there is no file \S+no-such-script\.mjs → write the absolute path/,
    {},
  ],
  [
    'a whole command line as one word',
    ['--', `${NODE} server.js`],
    /^command: command not found: .* → this is a whole command line as one word: give the program and each argument/,
    {},
  ],
  [
    'an option that Node.js does not have',
    ['--', NODE, '--inspekt', server('healthy.mjs')],
    /^command: .*\(exit code 9\).*bad option: --inspekt → correct the options of node/,
    {},
  ],
  [
    'a package that npx does not get',
    ['--', 'npx', '--offline', '-y', 'no-such-package-of-mcpwatch'],
    /^command: .*: npm: E\w+.* → check the name and the version of the package, the network, and the registry/,
    {},
  ],
  [
    'a client that doctor does not know',
    ['--client', 'curser'],
    /^config: there is no \S+curser → did you mean cursor\? The clients that doctor knows are claude-desktop, /,
    {},
  ],
  [
    'an address for a server that is connected to stdio',
    ['--timeout', '10', '--url', 'http://127.0.0.1:65535/mcp', ...HEALTHY],
    /^server: cannot be reached at http:\S+: ECONNREFUSED → this server is connected to stdio: leave --url out/,
    {},
  ],
  [
    'a crash at the start',
    ['--', NODE, server('crashes.mjs')],
    /^command: .*TypeError: Cannot read properties of null \(reading 'database'\), at \S+crashes\.mjs:4:\d+ → this is the server’s own error/,
    { SERVER_TOKEN: 'fake-token-of-the-server' },
  ],
  [
    'a greeting on stdout',
    ['--', NODE, server('prints-on-stdout.mjs')],
    /^stdout: 2 lines that are not JSON-RPC: "Server ready, listening on stdio", written at \S+prints-on-stdout\.mjs:2:9 → print on stderr instead/,
    {},
  ],
  [
    'a script that clears the environment',
    ['--', server('clears-environment.sh')],
    /^preload: stopped at \S+ \S*clears-environment\.sh \(process \d+\), which starts node \S*healthy\.mjs without the variables/,
    {},
  ],
  [
    'a script that sets NODE_OPTIONS',
    ['--', server('sets-node-options.sh')],
    /^preload: node \S*healthy\.mjs .* does not read NODE_OPTIONS, or something on the way has changed it → .*must keep what is in it/,
    {},
  ],
  [
    'a server without Node.js',
    ['--', server('not-node.sh')],
    /^preload: the server is no Node\.js program: it runs in a shell /,
    {},
  ],
  [
    'a server without the SDK',
    ['--', NODE, server('without-sdk.mjs')],
    /^sdk: the server answers, but mcpwatch found no MCP SDK in it/,
    {},
  ],
  [
    'MCPWATCH_DISABLED',
    HEALTHY,
    /^preload: reached the server, but MCPWATCH_DISABLED switches mcpwatch off/,
    { MCPWATCH_DISABLED: '1' },
  ],
  [
    'a server that hangs',
    ['--timeout', '10', '--', NODE, server('hangs.mjs')],
    /^server: did not answer `initialize` within 10\.0 s → it hangs/,
    {},
  ],
  [
    'an endpoint where nobody listens',
    HEALTHY,
    /^endpoint: http:\/\/127\.0\.0\.1:9 cannot be reached: ECONNREFUSED → check MCPWATCH_ENDPOINT/,
    { MCPWATCH_ENDPOINT: CLOSED, MCPWATCH_API_KEY: 'fake-key-for-tests' },
  ],
  [
    'a receiver of OpenTelemetry that is not there',
    HEALTHY,
    /^otlp: http:\/\/127\.0\.0\.1:9\/… \((?:traces|metrics)\) cannot be reached: ECONNREFUSED/,
    { MCPWATCH_OTLP: CLOSED },
  ],
  [
    'a setting with a wrong value',
    HEALTHY,
    /^settings: MCPWATCH_SAMPLE_RATE: expected a number from 0 to 1, got "lots"; using the default/,
    { MCPWATCH_SAMPLE_RATE: 'lots' },
  ],
  [
    'a misspelt setting',
    HEALTHY,
    /^settings: MCPWATCH_ENDPIONT: .*did you mean MCPWATCH_ENDPOINT\?/,
    { MCPWATCH_ENDPIONT: 'x' },
  ],
  [
    'a spool folder that cannot be',
    HEALTHY,
    /^spool: events cannot wait on disk: \/dev\/null\/spool: ENOTDIR → .*MCPWATCH_SPOOL_DIR/,
    { MCPWATCH_SPOOL_DIR: '/dev/null/spool' },
  ],
];

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('mcpwatch doctor', PATIENT, () => {
  it.each(SETUPS)('names the fault: %s', async (_name, args, fault, variables) => {
    const seen = await doctor(args, variables);
    expect(seen.faults, seen.output).not.toEqual([]);
    for (const one of seen.faults) expect(one).toMatch(fault);
    expect(seen.code).toBe(1);
    expect(seen.left).toEqual([]);
    for (const value of Object.values(variables))
      if (value?.startsWith('fake-')) expect(seen.output).not.toContain(value);
  });

  it('says that it could not look where there is no folder for temporary files', async () => {
    const { code, servers, output } = await doctor(HEALTHY, { TMPDIR: '/nonexistent' });
    expect(servers.flatMap(({ findings }) => findings)).toContainEqual(
      expect.objectContaining({ level: 'unknown', text: expect.stringContaining('no folder for temporary files') }),
    );
    expect(output).not.toContain('unexpected failure');
    expect(code).toBe(3);
  });

  it('names the fault: a server that never connects', async () => {
    const { faults } = await doctor(['--timeout', '10', '--', NODE, server('never-connects.mjs')]);
    expect(faults).toEqual([
      expect.stringMatching(/^server: did not answer/),
      expect.stringMatching(
        /^sdk: @modelcontextprotocol\/sdk \S+ was loaded .*, but none of its servers was connected/,
      ),
    ]);
  });

  it('repeats what the endpoint says about a key that it does not accept, but not the key', async () => {
    const key = 'fake-key-that-is-not-accepted';
    const endpoint = createServer((request, response) => {
      request.resume();
      response.writeHead(401).end(`the key ${key} was revoked`);
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void endpoint.close());
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
    const { faults, output } = await doctor(HEALTHY, { MCPWATCH_ENDPOINT: url, MCPWATCH_API_KEY: key });
    expect(faults).toEqual([
      `endpoint: ${url} does not accept the key: HTTP 401, and says: the key … was revoked → check MCPWATCH_API_KEY: is it complete, of this endpoint, and not revoked?`,
    ]);
    expect(output).not.toContain(key);
  });
});
