/** What people set, what becomes of it, and what is reported when it is wrong. */
import { describe, expect, it } from 'vitest';
import { CLOUD_ENDPOINT, isLoopbackUrl, LOCAL_ENDPOINT } from '../../src/config/endpoint.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { SETTINGS, type SettingOptions } from '../../src/config/settings.js';

const HOME = { HOME: '/home/ada' };
const settingsOf = (env: Record<string, string>) => parseConfig({ ...HOME, ...env }).settings;
const problemsOf = (env: Record<string, string>) => parseConfig({ ...HOME, ...env }).problems;

describe('without a setting', () => {
  it('has the defaults of the table', () => {
    const { settings, problems } = parseConfig(HOME);

    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      apiKey: undefined,
      endpoint: LOCAL_ENDPOINT,
      disabled: false,
      log: 'info',
      sampleRate: 1,
      sampleKeep: { errors: false, slowerThanMs: undefined },
      maxBatchSize: undefined,
      flushIntervalMs: 1000,
      maxQueue: 1000,
      shutdownTimeoutMs: 1500,
      maxPayloadBytes: 32_768,
      redact: { kind: 'on', extraKeys: [] },
    });
    expect(settings.payloads).toEqual({ byDefault: 'full', byTool: new Map() });
  });

  it('takes a blank value for none', () => {
    for (const { variable } of Object.values(SETTINGS)) {
      expect(parseConfig({ ...HOME, [variable]: '  ' })).toEqual(parseConfig(HOME));
    }
  });
});

describe('a value that is not understood', () => {
  it.each([
    ['MCPWATCH_DISABLED', 'maybe', 'on or off (1 or 0)'],
    ['MCPWATCH_DEBUG', 'please', 'on or off (1 or 0)'],
    ['MCPWATCH_LOG', 'loud', 'off, error, info, debug'],
    ['MCPWATCH_SAMPLE_RATE', '50%', 'a number from 0 to 1'],
    ['MCPWATCH_SAMPLE_RATE', '1.5', 'a number from 0 to 1'],
    ['MCPWATCH_SAMPLE_RATE', 'NaN', 'a number from 0 to 1'],
    ['MCPWATCH_SAMPLE_KEEP', 'errors,fast', 'a list of: errors, slow:<milliseconds>'],
    ['MCPWATCH_MAX_BATCH_SIZE', '0', 'a whole number from 1 to 1000'],
    ['MCPWATCH_FLUSH_INTERVAL', '1s', 'milliseconds'],
    ['MCPWATCH_MAX_QUEUE', '-1', 'a whole number'],
    ['MCPWATCH_SHUTDOWN_TIMEOUT', '1e3', 'milliseconds'],
    ['MCPWATCH_MAX_PAYLOAD_BYTES', '12', 'bytes'],
    ['MCPWATCH_SPOOL_DIR', 'relative/path', 'an absolute path'],
    ['MCPWATCH_SPOOL', 'perhaps', 'on or off'],
  ])('%s=%s is reported with what was expected, and the default is used', (variable, value, expected) => {
    const { settings, problems } = parseConfig({ ...HOME, [variable]: value });

    expect(problems).toEqual([{ variable, message: expect.stringContaining(`expected ${expected}`) }]);
    expect(problems[0]?.message).toContain(JSON.stringify(value));
    expect(settings).toEqual(parseConfig(HOME).settings);
  });

  it.each([
    'ftp://example.com',
    'https://user:pass@example.com',
    'https://example.com/in?token=not-a-real-token',
    'collector.internal:8443',
  ])(
    'MCPWATCH_ENDPOINT=%s keeps events on this machine, even with a key: they were never meant for the default',
    (value) => {
      const env = { ...HOME, MCPWATCH_API_KEY: 'mw_test_not_a_real_key', MCPWATCH_ENDPOINT: value };

      expect(parseConfig(env).settings.endpoint).toBe(LOCAL_ENDPOINT);
      expect(parseConfig(env).problems[0]?.message).toMatch(/^expected an http.+; events stay on this machine$/);
    },
  );

  it('MCPWATCH_PAYLOADS=shap sends none: less was meant than the default', () => {
    expect(settingsOf({ MCPWATCH_PAYLOADS: 'shap' }).payloads).toEqual({ byDefault: 'off', byTool: new Map() });
    expect(problemsOf({ MCPWATCH_PAYLOADS: 'shap' })[0]?.message).toMatch(/; no payloads are sent$/);
  });

  it.each([
    ['MCPWATCH_API_KEY', 'mw not-a-real key'],
    ['MCPWATCH_ENDPOINT', 'http://user:not-a-real-password@host.example/'],
    ['MCPWATCH_ENDPOINT', 'https://host.example/hooks/not-a-real-path?token=not-a-real-token'],
    ['MCPWATCH_ENDPOINT', 'https://host.example/hooks/not-a-real-path'],
    ['MCPWATCH_ENDPOINT', 'user:not-a-real-password@host.example'],
    ['MCPWATCH_ENDPOINT', 'not-a-real-key'],
    ['MCPWATCH_ENDPOINT', 'redis://:not-a-real-password@host.example'],
  ])('%s=%s is reported without showing what may be a secret', (variable, value) => {
    const problems = problemsOf({ [variable]: value });

    expect(problems.map((problem) => problem.variable)).toEqual([variable]);
    expect(problems[0]?.message).not.toContain('not-a-real');
  });

  it('is cut when it is long', () => {
    const [problem] = problemsOf({ MCPWATCH_SAMPLE_RATE: '9'.repeat(10_000) });

    expect(problem?.message).toContain(`${'9'.repeat(80)}…`);
    expect(problem?.message.length).toBeLessThan(200);
  });

  it('loses no other value', () => {
    const env = { MCPWATCH_SAMPLE_RATE: 'x', MCPWATCH_MAX_BATCH_SIZE: '7', MCPWATCH_LOG: 'debug' };

    expect(settingsOf(env)).toMatchObject({ sampleRate: 1, maxBatchSize: 7, log: 'debug' });
    expect(problemsOf(env)).toHaveLength(1);
  });
});

describe('where events go', () => {
  const key = { MCPWATCH_API_KEY: 'mw_test_not_a_real_key' };

  it('to the cloud with a key, to this machine without one', () => {
    expect(settingsOf(key).endpoint).toBe(CLOUD_ENDPOINT);
    expect(settingsOf({}).endpoint).toBe(LOCAL_ENDPOINT);
  });

  it('to the endpoint that is set, without its trailing slashes', () => {
    expect(settingsOf({ ...key, MCPWATCH_ENDPOINT: 'https://example.com/in//' }).endpoint).toBe(
      'https://example.com/in',
    );
    expect(settingsOf({ MCPWATCH_ENDPOINT: 'http://localhost:9000/' }).endpoint).toBe('http://localhost:9000');
  });

  it('not to another machine without a key, and says so', () => {
    const env = { MCPWATCH_ENDPOINT: 'https://example.com' };

    expect(settingsOf(env).endpoint).toBe(LOCAL_ENDPOINT);
    expect(problemsOf(env)).toEqual([
      {
        variable: 'MCPWATCH_ENDPOINT',
        message: expect.stringContaining('https://example.com is on another machine and needs MCPWATCH_API_KEY'),
      },
    ]);
  });

  it('to another machine over http:// with a key, and says that anyone on the way can read the key', () => {
    const env = { ...key, MCPWATCH_ENDPOINT: 'http://collector.example:8080/in' };

    expect(settingsOf(env).endpoint).toBe('http://collector.example:8080/in');
    expect(problemsOf(env)).toEqual([
      {
        variable: 'MCPWATCH_ENDPOINT',
        message: 'http://collector.example:8080/… receives the API key and all events unencrypted; use https://',
      },
    ]);
    expect(problemsOf({ ...key, MCPWATCH_ENDPOINT: 'http://127.0.0.1:9000' })).toEqual([]);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['localhost', true],
    ['[::1]', true],
    ['127.0.0.1.example.com', false],
    ['localhost.example.com', false],
    ['10.0.0.1', false],
    ['0.0.0.0', false],
  ])('%s is this machine: %s', (hostname, expected) => {
    expect(isLoopbackUrl(`http://${hostname}:8080/in`)).toBe(expected);
  });
});

describe('lists', () => {
  it('of payload modes: a default, and exceptions by tool, whose names may hold colons', () => {
    const { byDefault, byTool } = settingsOf({ MCPWATCH_PAYLOADS: 'shape, search_files:full ,ns:read:off' }).payloads;

    expect(byDefault).toBe('shape');
    expect([...byTool]).toEqual([
      ['search_files', 'full'],
      ['ns:read', 'off'],
    ]);
  });

  it('of names to redact; none switches it off', () => {
    expect(settingsOf({ MCPWATCH_REDACT: 'iban, ssn' }).redact).toEqual({ kind: 'on', extraKeys: ['iban', 'ssn'] });
    expect(settingsOf({ MCPWATCH_REDACT: 'none' }).redact).toEqual({ kind: 'off' });
  });

  it.each([
    ['of more names to redact than can be searched for', Array.from({ length: 1001 }, (_, at) => `name${at}`).join()],
    ['of 10 MB to redact', 'x'.repeat(10_000_000)],
  ])('%s sends no payloads, and is reported in short', (_, names) => {
    const { settings, problems } = parseConfig({ ...HOME, MCPWATCH_REDACT: names });

    expect(settings.payloads.byDefault).toBe('off');
    expect(problems).toEqual([
      { variable: 'MCPWATCH_REDACT', message: expect.stringMatching(/; no payloads are sent$/) },
    ]);
    expect(problems[0]?.message.length).toBeLessThan(200);
  });

  it('of calls to keep', () => {
    expect(settingsOf({ MCPWATCH_SAMPLE_KEEP: 'errors,slow:2000' }).sampleKeep).toEqual({
      errors: true,
      slowerThanMs: 2000,
    });
  });
});

describe('the level of the log', () => {
  it('is debug with MCPWATCH_DEBUG=1, whatever MCPWATCH_LOG says', () => {
    expect(settingsOf({ MCPWATCH_DEBUG: '1', MCPWATCH_LOG: 'off' }).log).toBe('debug');
    expect(settingsOf({ MCPWATCH_DEBUG: '0', MCPWATCH_LOG: 'error' }).log).toBe('error');
  });
});

describe('the spool', () => {
  it('is in the folder that is set, else in the state folder of XDG', () => {
    expect(settingsOf({ MCPWATCH_SPOOL_DIR: '/var/spool/x' }).spool).toEqual({ kind: 'disk', dir: '/var/spool/x' });
    expect(settingsOf({ XDG_STATE_HOME: '/state' }).spool).toEqual({ kind: 'disk', dir: '/state/mcpwatch' });
  });

  it('is memory when it is off', () => {
    expect(settingsOf({ MCPWATCH_SPOOL: 'off' }).spool).toEqual({ kind: 'memory' });
  });
});

describe('options given in code', () => {
  it('beat the environment', () => {
    const { settings } = parseConfig(
      { ...HOME, MCPWATCH_SAMPLE_RATE: '0.1', MCPWATCH_FLUSH_INTERVAL: '500' },
      { sampleRate: 0.9, flushInterval: 250, redact: ['iban'], debug: true, spool: false },
    );

    expect(settings).toMatchObject({
      sampleRate: 0.9,
      flushIntervalMs: 250,
      redact: { kind: 'on', extraKeys: ['iban'] },
      log: 'debug',
      spool: { kind: 'memory' },
    });
  });

  it('are reported as options when they are wrong', () => {
    expect(parseConfig(HOME, { maxBatchSize: 0 }).problems).toEqual([
      { variable: 'option maxBatchSize', message: expect.stringContaining('expected a whole number from 1 to 1000') },
    ]);
  });

  it.each([undefined, null, '', ' '])('leave the environment in force where they are %j', (value) => {
    const env = { ...HOME, MCPWATCH_API_KEY: 'mw_test_not_a_real_key', MCPWATCH_MAX_QUEUE: '5' };
    const options: object = { maxQueue: value, apiKey: value };

    expect(parseConfig(env, options)).toEqual(parseConfig(env));
  });

  it('mean no key where the key is null', () => {
    const options: object = { apiKey: null };

    expect(parseConfig(HOME, options)).toEqual(parseConfig(HOME));
  });

  const throwing = () => {
    throw new Error('the host');
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  };

  it.each([
    ['an object', Object.create(null), 'a value of type object'],
    ['a list of objects', [Object.create(null)], 'a value of type object'],
    ['a function', () => 'x', 'a value of type function'],
    ['a symbol', Symbol('x'), 'a value of type symbol'],
    ['a revoked proxy', revoked(), 'a value of type object'],
    ['an object that throws', { toString: throwing, [Symbol.toPrimitive]: throwing }, 'a value of type object'],
  ])('are reported when their value is %s', (_, endpoint, what) => {
    const { settings, problems } = parseConfig(HOME, { endpoint, maxQueue: 7 } as SettingOptions);

    expect(settings).toMatchObject({ endpoint: LOCAL_ENDPOINT, maxQueue: 7 });
    expect(problems).toEqual([{ variable: 'option endpoint', message: expect.stringContaining(`, got ${what}; `) }]);
  });

  it('are reported when reading them throws', () => {
    const options = Object.defineProperty({ maxQueue: 7 }, 'endpoint', { get: throwing, enumerable: true });
    const { settings, problems } = parseConfig(HOME, options);

    expect(settings.maxQueue).toBe(7);
    expect(problems).toEqual([
      { variable: 'options', message: 'reading endpoint throws an error; using safe values instead' },
    ]);
  });

  it('are reported in one line when every access throws', () => {
    const options = new Proxy({}, { get: throwing, ownKeys: throwing, has: throwing });
    const { settings, problems } = parseConfig(HOME, options);

    expect(problems).toEqual([{ variable: 'options', message: expect.stringMatching(/^reading apiKey, endpoint, /) }]);
    expect(settings).toEqual(
      // What cannot be read may have been an address and modes that let less out than the defaults.
      { ...parseConfig(HOME).settings, payloads: { byDefault: 'off', byTool: new Map() }, identity: 'none' },
    );
  });
});

describe('a misspelt name', () => {
  it.each([
    ['apikey', 'apiKey'],
    ['api_key', 'apiKey'],
    ['endPoint', 'endpoint'],
    ['endpiont', 'endpoint'],
    ['flushIntervalMs', 'flushInterval'],
    ['onQuotaWarn', 'onQuotaWarning'],
    ['colour', undefined],
  ])('option %s is reported; what was meant: %s', (name, meant) => {
    const options: object = { [name]: 'x' };
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;

    expect(parseConfig(HOME, options).problems).toEqual([
      { variable: `option ${name}`, message: `not a setting of mcpwatch, and ignored${hint}` },
    ]);
  });

  it.each([
    ['MCPWATCH_APIKEY', 'MCPWATCH_API_KEY'],
    ['MCPWATCH_END_POINT', 'MCPWATCH_ENDPOINT'],
    ['MCPWATCH_ENDPIONT', 'MCPWATCH_ENDPOINT'],
    ['MCPWATCH_REDACTS', 'MCPWATCH_REDACT'],
    ['mcpwatch_payloads', 'MCPWATCH_PAYLOADS'],
    ['Mcpwatch_Run_Ids', 'MCPWATCH_RUN_ID'],
    ['MCPWATCH_TEAM_NAME', undefined],
    ['MCPWATCH_', undefined],
  ])('%s is reported; what was meant: %s', (variable, meant) => {
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    expect(problemsOf({ [variable]: 'x' })).toEqual([
      { variable, message: `not a setting of mcpwatch, and ignored${hint}` },
    ]);
  });

  it.each(['MCPWATCH_RUN_PID', 'MCPWATCH_RUN_ID', 'MCPWATCH_DOCTOR_FACTS', 'MY_MCPWATCH_APIKEY', 'MCPWATCHER_KEY'])(
    '%s is left alone',
    (variable) => {
      expect(problemsOf({ [variable]: 'x' })).toEqual([]);
    },
  );

  it('is none where names have no case, as on Windows', () => {
    expect(problemsOf({ mcpwatch_payloads: 'off', MCPWATCH_PAYLOADS: 'off' })).toEqual([]);
  });
});
