/** MCPWATCH_OTLP and the variables of the specification. */
import { describe, expect, it } from 'vitest';
import { readOtlpSettings } from '../../../src/config/otlp/otlp-settings.js';
import { parseConfig } from '../../../src/config/parse-config.js';

type Env = Readonly<Record<string, string>>;
const policyOf = (otlp: string) => parseConfig({ MCPWATCH_OTLP: otlp }).settings.otlp;
const settingsOf = (env: Env = {}, otlp = '1') => readOtlpSettings(policyOf(otlp), env).settings;
const problemsOf = (env: Env, otlp = '1') =>
  readOtlpSettings(policyOf(otlp), env).problems.map(({ variable, message }) => `${variable} ${message}`);

describe('the address', () => {
  it.each<[string, string, Env, string, string]>([
    ['of the specification by default', '1', {}, 'http://localhost:4318/v1/traces', 'http://localhost:4318/v1/metrics'],
    [
      'of MCPWATCH_OTLP',
      'http://collector:4318',
      {},
      'http://collector:4318/v1/traces',
      'http://collector:4318/v1/metrics',
    ],
    [
      'of MCPWATCH_OTLP before the variables',
      'http://collector:4318/otlp/',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://third/x' },
      'http://collector:4318/otlp/v1/traces',
      'http://collector:4318/otlp/v1/metrics',
    ],
    [
      'of both signals, with the path appended',
      '1',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/base/' },
      'https://otlp.example/base/v1/traces',
      'https://otlp.example/base/v1/metrics',
    ],
    [
      'of one signal, as it is',
      '1',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://b/api/v2/otlp?x=1' },
      'https://a/v1/traces',
      'https://b/api/v2/otlp?x=1',
    ],
  ])('is that %s', (_, otlp, env, traces, metrics) => {
    const settings = settingsOf(env, otlp);
    expect([settings?.traces?.url, settings?.metrics?.url]).toEqual([traces, metrics]);
  });

  it('that is not one is reported without showing it', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector/SECRET' };
    expect(problemsOf(env)).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT expected an http:// or https:// address without credentials or fragment, got something else; it is ignored',
    ]);
  });
});

describe('off', () => {
  it.each<[string, Env]>([
    ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'TRUE' }],
    ['both exporters none', { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
    ['gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('with %s', (_, env) => {
    expect(settingsOf(env)).toBeUndefined();
  });

  it('is one signal alone', () => {
    expect(settingsOf({ OTEL_TRACES_EXPORTER: 'none' })).toMatchObject({
      traces: undefined,
      metrics: { encoding: 'protobuf' },
    });
    expect(settingsOf({ OTEL_METRICS_EXPORTER: 'none' })?.metrics).toBeUndefined();
  });

  it('is reported once where it may surprise', () => {
    expect(problemsOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL grpc is not supported and nothing is sent with it; set it to http/protobuf',
    ]);
    const forTraces = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' };
    expect(settingsOf(forTraces)).toMatchObject({ traces: undefined, metrics: { encoding: 'protobuf' } });
    expect(problemsOf(forTraces)).toEqual([
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL grpc is not supported and nothing is sent with it; set it to http/protobuf',
    ]);
    expect(problemsOf({ OTEL_SDK_DISABLED: 'true' })).toEqual(['OTEL_SDK_DISABLED is true: nothing is sent over OTLP']);
    expect(problemsOf({ OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' })).toEqual([
      'OTEL_TRACES_EXPORTER is none, and so is OTEL_METRICS_EXPORTER: nothing is sent over OTLP',
    ]);
    expect(problemsOf({ OTEL_TRACES_EXPORTER: 'none' })).toEqual([]);
  });
});

describe('OTEL_SDK_DISABLED', () => {
  it.each(['1', 'yes', 'on', 'disabled', 'true,'])('is false when it is %j, and a line says so', (word) => {
    const env = { OTEL_SDK_DISABLED: word };
    expect(settingsOf(env)).toEqual(settingsOf());
    expect(problemsOf(env)).toEqual([
      `OTEL_SDK_DISABLED expected true or false, got ${JSON.stringify(word)}; it counts as false`,
    ]);
  });

  it.each(['false', 'False', ' FALSE ', '', ' '])('is false when it is %j, as meant', (word) => {
    expect(settingsOf({ OTEL_SDK_DISABLED: word })).toEqual(settingsOf());
    expect(problemsOf({ OTEL_SDK_DISABLED: word })).toEqual([]);
  });
});

describe('a timeout', () => {
  const timeouts = (env: Env) => {
    const settings = settingsOf(env);
    return [settings?.traces?.timeoutMs, settings?.metrics?.timeoutMs];
  };

  it('of 0 is no limit, which is an hour', () => {
    expect(timeouts({ OTEL_EXPORTER_OTLP_TIMEOUT: '0' })).toEqual([3_600_000, 3_600_000]);
    expect(timeouts({ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '0' })).toEqual([3_600_000, 10_000]);
    expect(timeouts({ OTEL_EXPORTER_OTLP_TIMEOUT: '50', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '0' })).toEqual([
      50, 3_600_000,
    ]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_TIMEOUT: '0', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '0' })).toEqual([]);
  });

  it.each(['-1', '10s', '1.5', '3600001', '0x10'])('of %j is reported once, and not used', (text) => {
    expect(timeouts({ OTEL_EXPORTER_OTLP_TIMEOUT: text })).toEqual([10_000, 10_000]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_TIMEOUT: text })).toEqual([
      `OTEL_EXPORTER_OTLP_TIMEOUT expected milliseconds, a whole number from 1 to 3600000, or 0 for no limit, got ${JSON.stringify(text)}; it is ignored`,
    ]);
  });
});

describe('a variable of one signal that is not understood', () => {
  it('leaves that of both in force', () => {
    const env = {
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 'soon',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'xml',
    };
    expect(settingsOf(env)?.traces?.timeoutMs).toBe(3000);
    expect(settingsOf(env)?.metrics?.encoding).toBe('json');
    expect(problemsOf(env).map((problem) => problem.split(' ')[0])).toEqual([
      'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
      'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    ]);
  });

  it('does not with headers, which may be for another party', () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'no-equals' };
    expect(settingsOf(env)?.traces?.headers).toEqual({});
    expect(settingsOf(env)?.metrics?.headers).toEqual({ 'api-key': '1' });
  });
});

describe('headers', () => {
  it('are split at the first =, and percent-decoded', () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20Zm9v=, x-team = a%2Cb ,' };
    expect(settingsOf(env)?.traces?.headers).toEqual({ authorization: 'Basic Zm9v=', 'x-team': 'a,b' });
  });

  it('of one signal come before those of both', () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'a=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=2' };
    expect(settingsOf(env)?.traces?.headers).toEqual({ b: '2' });
    expect(settingsOf(env)?.metrics?.headers).toEqual({ a: '1' });
  });

  it.each(['no-equals', '=x', 'a=%zz', 'a b=1', 'a=x%0d%0ay: 1', 'a=1,b'])(
    '%j is ignored as a whole, and never shown',
    (text) => {
      const env = { OTEL_EXPORTER_OTLP_HEADERS: text };
      expect(settingsOf(env)?.traces?.headers).toEqual({});
      expect(problemsOf(env)).toEqual([
        'OTEL_EXPORTER_OTLP_HEADERS expected name=value pairs separated by commas, percent-encoded, got a value that is not shown; it is ignored',
      ]);
    },
  );

  it('for another address are not sent to MCPWATCH_OTLP', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://vendor', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1' };
    expect(settingsOf(env, 'http://collector:4318')?.traces?.headers).toEqual({});
    expect(problemsOf(env, 'http://collector:4318')).toEqual([
      'OTEL_EXPORTER_OTLP_HEADERS is for another address than MCPWATCH_OTLP and is not sent there',
    ]);
    expect(settingsOf(env, 'https://vendor/x')?.traces?.headers).toEqual({ 'api-key': '1' });
    expect(settingsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1' }, 'https://vendor')?.traces?.headers).toEqual({
      'api-key': '1',
    });
  });
});

describe('headers that say how a request is written', () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1,Transfer-Encoding=chunked,content-type=text/plain' };

  it('are not sent; the others are', () => {
    expect(settingsOf(env)?.traces?.headers).toEqual({ 'api-key': '1' });
    expect(settingsOf(env)?.metrics?.headers).toEqual({ 'api-key': '1' });
  });

  it('are reported once', () => {
    expect(problemsOf(env)).toEqual([
      'OTEL_EXPORTER_OTLP_HEADERS transfer-encoding, content-type cannot be set; what else it names is sent',
    ]);
  });
});

describe('the other variables', () => {
  it('have the defaults of the specification', () => {
    const settings = settingsOf();
    expect(settings).toMatchObject({
      serviceName: undefined,
      resourceAttributes: {},
      sampler: { name: 'parentbased_always_on', ratio: 1 },
      propagators: ['tracecontext', 'baggage'],
      limits: { count: 128, valueLength: Number.POSITIVE_INFINITY },
      temporality: 'cumulative',
      metricIntervalMs: 60_000,
      exemplars: 'trace_based',
      flushIntervalMs: 5000,
      maxBatchSize: 512,
    });
    expect(settings?.traces).toMatchObject({
      encoding: 'protobuf',
      timeoutMs: 10_000,
      isCompressed: false,
      headers: {},
    });
  });

  it.each([
    ['1e-9', 1e-9],
    ['5E-1', 0.5],
    ['1.', 1],
  ])('a ratio may be written as %s', (written, samplerRatio) => {
    expect(problemsOf({ OTEL_TRACES_SAMPLER_ARG: written })).toEqual([]);
    expect(settingsOf({ OTEL_TRACES_SAMPLER_ARG: written })).toMatchObject({ sampler: { ratio: samplerRatio } });
  });

  it('are read', () => {
    const env = {
      OTEL_SERVICE_NAME: 'weather',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod%20eu,team=a=b',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '.25',
      OTEL_PROPAGATORS: 'tracecontext',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '64',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '32',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory',
      OTEL_METRIC_EXPORT_INTERVAL: '10000',
      OTEL_METRICS_EXEMPLAR_FILTER: 'always_off',
      OTEL_BSP_SCHEDULE_DELAY: '1000',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '64',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/cert.pem',
    };
    expect(problemsOf(env)).toEqual([]);
    expect(settingsOf(env)).toMatchObject({
      serviceName: 'weather',
      resourceAttributes: { 'deployment.environment.name': 'prod eu', team: 'a=b' },
      sampler: { name: 'parentbased_traceidratio', ratio: 0.25 },
      propagators: ['tracecontext'],
      limits: { count: 32, valueLength: 100 },
      temporality: 'delta',
      metricIntervalMs: 10_000,
      exemplars: 'always_off',
      flushIntervalMs: 1000,
      maxBatchSize: 64,
      traces: {
        encoding: 'json',
        timeoutMs: 3000,
        tls: { certificate: '/ca.pem', clientKey: '/key.pem', clientCertificate: '/cert.pem' },
      },
      metrics: { encoding: 'protobuf' },
    });
  });

  it.each<[string, Env, string]>([
    ['a sampler', { OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'parentbased_traceidratio, got "jaeger_remote"'],
    ['a ratio', { OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG expected a number from 0 to 1, got "2"'],
    ['a resource', { OTEL_RESOURCE_ATTRIBUTES: 'a=1,b=%' }, 'OTEL_RESOURCE_ATTRIBUTES expected name=value pairs'],
    [
      'an interval',
      { OTEL_METRIC_EXPORT_INTERVAL: '5s' },
      'milliseconds, a whole number from 100 to 86400000, got "5s"',
    ],
    ['an exporter', { OTEL_TRACES_EXPORTER: 'nonee' }, 'OTEL_TRACES_EXPORTER expected some of otlp, none, console'],
    ['a propagator', { OTEL_PROPAGATORS: 'trace-context' }, 'OTEL_PROPAGATORS expected some of tracecontext, baggage'],
    ['a batch size', { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '0' }, 'a whole number from 1 to 10000, got "0"'],
    ['a count', { OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '-1' }, 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT expected a whole number'],
    ['a configuration file', { OTEL_CONFIG_FILE: '/otel.yaml' }, 'OTEL_CONFIG_FILE is not read'],
  ])('that are wrong are reported once, by name: %s', (_, env, text) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(text)]);
    expect(settingsOf(env)).toEqual(settingsOf());
  });

  it('may be 0 where the specification permits it', () => {
    const env = {
      OTEL_BSP_SCHEDULE_DELAY: '0',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '0',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0',
      OTEL_TRACES_SAMPLER_ARG: '0',
    };
    expect(problemsOf(env)).toEqual([]);
    expect(settingsOf(env)).toMatchObject({
      flushIntervalMs: 10,
      limits: { count: 0, valueLength: 0 },
      sampler: { ratio: 0 },
    });
  });

  it('of the host’s own OpenTelemetry are no problem', () => {
    const env = {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      OTEL_PROPAGATORS: 'b3,TraceContext',
      OTEL_TRACES_EXPORTER: 'console',
    };
    expect(problemsOf(env)).toEqual([]);
    expect(settingsOf(env)).toMatchObject({ traces: {}, metrics: {}, propagators: ['b3', 'tracecontext'] });
  });

  it('that are empty count as not set', () => {
    const env = { OTEL_TRACES_SAMPLER: ' ', OTEL_EXPORTER_OTLP_PROTOCOL: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
    expect(problemsOf(env)).toEqual([]);
    expect(settingsOf(env)).toEqual(settingsOf());
  });

  it('compress by default, except on this machine', () => {
    expect(settingsOf({}, 'https://collector')?.traces?.isCompressed).toBe(true);
    expect(settingsOf({}, 'http://127.0.0.1:4318')?.traces?.isCompressed).toBe(false);
    expect(settingsOf({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' })?.traces?.isCompressed).toBe(true);
    expect(settingsOf({ OTEL_EXPORTER_OTLP_COMPRESSION: 'none' }, 'https://collector')?.traces?.isCompressed).toBe(
      false,
    );
  });
});

describe('what cannot be honoured is reported by the name of the variable that says it', () => {
  it.each<[string, Env, string, string]>([
    [
      'a header of one signal that cannot be set',
      { OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'content-type=text/plain,x=1' },
      '1',
      'OTEL_EXPORTER_OTLP_TRACES_HEADERS content-type cannot be set; what else it names is sent',
    ],
    [
      'the address of one signal beside one in MCPWATCH_OTLP',
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://prometheus:9090/api/v1/otlp/v1/metrics' },
      'http://collector:4318',
      'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not used, because MCPWATCH_OTLP names the address; set MCPWATCH_OTLP=1 to use it',
    ],
    [
      'exponential histograms',
      { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram' },
      '1',
      'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION is not honoured: histograms have the buckets of the conventions for MCP',
    ],
  ])('%s', (_, env, otlp, message) => {
    expect(problemsOf(env, otlp)).toEqual([message]);
  });

  it('but nothing that asks for what there is', () => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'explicit_bucket_histogram' };
    expect(problemsOf(env)).toEqual([]);
  });
});

it.each(['collector:4318', 'ftp://collector'])('MCPWATCH_OTLP=%s is wrong, and what follows is said', (address) => {
  const { settings, problems } = parseConfig({ MCPWATCH_OTLP: address });
  expect(settings.otlp).toEqual({ kind: 'off' });
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/; nothing is sent over OTLP$/)]);
});
