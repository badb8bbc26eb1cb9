/** The verdict of `mcpwatch check`: what it finds, and what it says it cannot know. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/analysis/check/verdict.js';
import { nextEvent } from '../../support/collector.js';
import { called, judged, listed, times } from '../../support/judged.js';

/** `rule server › subject: message`, for what did not pass. */
const outcomes = ({ checks }: Verdict) =>
  checks
    .filter(({ outcome }) => outcome.status !== 'passed')
    .map(({ rule, subject, outcome }) => `${outcome.status} ${rule} ${subject}: ${outcome.message}`);

const died = { is_error: true, error_message: 'Killed', attributes: { 'error.type': 'process_died' } };
const failed = { is_error: true, error_message: 'no such file', attributes: { 'error.type': 'tool_error' } };
const hanging = (span: string) =>
  nextEvent({
    event_type: 'error',
    event_name: 'call.hanging',
    parent_span_id: span,
    is_error: true,
    error_message: 'open for 30 s: waiting for the server’s own code',
  });

describe('without any configuration', () => {
  it('calls that work are OK', () => {
    expect(judged([listed('add'), called('add')])).toMatchObject({ kind: 'ok', unverified: [] });
  });

  it('a call that answers with an error is noted, and OK', () => {
    const verdict = judged([called('add', failed), called('add', failed)]);
    expect(verdict.kind).toBe('ok');
    expect(outcomes(verdict)).toEqual(['noted error add: 2 times: no such file']);
  });

  const cancelled = (reason: string) =>
    called('add', { is_error: true, error_message: `cancelled: ${reason}`, attributes: { 'error.type': 'cancelled' } });

  it('a call that its client cancelled is no error, and covers its tool', () => {
    const events = [listed('add'), cancelled('AbortError: This operation was aborted')];
    const verdict = judged(events, { coverage: '100%', expect: ['add'] });
    expect(outcomes(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ kind: 'ok', coverage: [{ called: 1, listed: 1 }] });
    expect(outcomes(judged(events, { forbid: ['add'] }))).toEqual(['failed forbid add: must not be called, and was']);
    expect(judged(events, { budgets: { add: { p95: '1s' } } }).kind).toBe('unverified');
  });

  it('a call that its client cancelled because time was up has hung', () => {
    const timedOut = cancelled('McpError: MCP error -32001: Request timed out');
    expect(outcomes(judged([timedOut, cancelled('SdkError: Request timed out')]))).toEqual([
      'failed hang add: the call hung: cancelled: McpError: MCP error -32001: Request timed out',
      'failed hang add: the call hung: cancelled: SdkError: Request timed out',
    ]);
    expect(outcomes(judged([{ ...hanging(timedOut.span_id) }, timedOut]))).toHaveLength(1);
  });

  it('a call that hangs, or never ended, covers its tool', () => {
    const started = called('slow', { attributes: { 'mcpwatch.state': 'started' } });
    const verdict = judged([listed('slow'), started, hanging(started.span_id)]);
    expect(verdict.coverage).toMatchObject([{ called: 1, listed: 1 }]);
  });

  it('a process that died during a call is a finding', () => {
    const verdict = judged([called('add', died)]);
    expect(verdict.kind).toBe('findings');
    expect(outcomes(verdict)).toEqual(['failed crash add: the process died during this call: Killed']);
  });

  it('a call that began and never ended is a finding', () => {
    const started = called('add', { attributes: { 'mcpwatch.state': 'started' } });
    expect(outcomes(judged([started]))).toEqual(['failed crash add: the call began, and never ended']);
    expect(judged([started, { ...called('add'), span_id: started.span_id }]).kind).toBe('ok');
  });

  it('a call that hung is a finding, also when it ended at last', () => {
    const call = called('add');
    expect(judged([hanging(call.span_id), call])).toMatchObject({ kind: 'findings', checks: [{ rule: 'hang' }] });
  });

  it('a call that still hangs is named once, by its tool', () => {
    const started = called('slow', { attributes: { 'mcpwatch.state': 'started' } });
    expect(outcomes(judged([started, hanging(started.span_id)]))).toEqual([
      expect.stringMatching(/^failed hang slow: the call hung/),
    ]);
  });

  it('the same fault in two tools is two findings', () => {
    expect(outcomes(judged([called('add', died), called('sub', died)]))).toHaveLength(2);
  });

  it('what was printed on stdout is a finding, with its place', () => {
    const printed = nextEvent({
      event_type: 'error',
      event_name: 'stdout.write',
      mcp_method: '',
      is_error: true,
      error_message: 'hello',
      attributes: { 'mcpwatch.stdout.location': '/app/src/log.ts:3:9' },
    });
    expect(judged([printed])).toMatchObject({
      kind: 'findings',
      checks: [{ rule: 'stdout', location: '/app/src/log.ts:3:9', outcome: { status: 'failed' } }],
    });
  });

  it('an event that arrives twice counts once', () => {
    const call = called('add', died);
    expect(outcomes(judged([call, call]))).toHaveLength(1);
  });

  it('lost events are never OK', () => {
    const lost = called('add', { attributes: { 'mcpwatch.dropped.queue_full': '12' } });
    expect(judged([lost])).toMatchObject({ kind: 'unverified', unverified: ['12 events were lost (queue_full)'] });
  });
});

describe('budgets', () => {
  const calls = (count: number, more = {}) => times(count, (at) => called('add', { duration_ms: at + 1, ...more }));

  it.each([
    [{ add: { p95: '19ms' } }, calls(20), 'ok', []],
    [{ add: { p95: 18 } }, calls(20), 'findings', ['failed budget add: p95 19 ms, limit 18 ms']],
    [{ add: { p95: '1s' } }, calls(19), 'unverified', ['unknown budget add: p95: 19 calls, and p95 needs 20']],
    [{ add: { max: { limit: 1, severity: 'warn' } } }, calls(2), 'ok', ['failed budget add: max 2 ms, limit 1 ms']],
    [{ add: { minCalls: 3 } }, calls(2), 'unverified', ['unknown budget add: minCalls: 2 calls, expected at least 3']],
    [
      { sub: { max: 1 } },
      calls(2),
      'unverified',
      ['unknown budget sub: max: never called; is the name right? No server was asked for its tools'],
    ],
    [{ 'tools/call': { max: 1 } }, calls(2), 'findings', ['failed budget tools/call: max 2 ms, limit 1 ms']],
    [
      { add: { errorRate: '10%' } },
      [...calls(8), ...calls(2, failed)],
      'findings',
      expect.arrayContaining(['failed budget add: errorRate 20 %, limit 10 %']),
    ],
    [
      { add: { resultBytes: '1kB' } },
      calls(1, { response_content: 'x'.repeat(2000) }),
      'findings',
      ['failed budget add: resultBytes 2 kB, limit 1 kB'],
    ],
  ])('%j', (budgets, events, kind, expected) => {
    const verdict = judged(events, { budgets });
    expect({ kind: verdict.kind, outcomes: outcomes(verdict) }).toEqual({ kind, outcomes: expected });
  });

  it('of a pattern hold for each tool; what was called too little does not stop the others', () => {
    const verdict = judged([...calls(20), called('get_one'), listed('add', 'get_one', 'never')], {
      budgets: { '*': { p95: '1s' } },
    });
    expect(verdict.kind).toBe('ok');
    expect(judged([called('get_one')], { budgets: { '*': { p95: '1s' } } }).kind).toBe('unverified');
  });

  it('can limit what waits for the server alone, and the requests that it makes to its client', () => {
    const call = called('ask', { duration_ms: 5000, attributes: { 'mcpwatch.client_wait_ms': '4900' } });
    const asked = nextEvent({
      event_type: 'error',
      parent_span_id: call.span_id,
      attributes: { 'mcpwatch.direction': 'outbound' },
    });
    const verdict = judged([asked, call], { budgets: { ask: { roundTrips: 0 } } });
    expect(outcomes(verdict)).toContain('failed budget ask: roundTrips 1, limit 0');
    const many = times(20, () =>
      called('ask', { duration_ms: 5000, attributes: { 'mcpwatch.client_wait_ms': '4900' } }),
    );
    expect(judged(many, { budgets: { ask: { serverTime: '100ms' } } }).kind).toBe('ok');
    expect(judged(many, { budgets: { ask: { serverTime: '99ms' } } }).kind).toBe('findings');
  });

  it('count the rounds of one operation as one call', () => {
    const round = (type: Record<string, string>) =>
      called('ask', { duration_ms: 500, attributes: { 'mcpwatch.operation.id': 'a', ...type } });
    const verdict = judged([round({ 'mcpwatch.result_type': 'input_required' }), round({})], {
      budgets: { ask: { max: '900ms', minCalls: 2 } },
    });
    expect(outcomes(verdict)).toEqual([
      'failed budget ask: max 1 s, limit 900 ms',
      'unknown budget ask: minCalls: 1 call, expected at least 2',
    ]);
  });

  it('for lists: size, number, and growth against the baseline', () => {
    const tools = times(3, (at) => ({ name: `tool-${at}`, inputSchema: { type: 'object' } }));
    const budgets = { 'tools/list': { bytes: '100B', tools: 2, increase: '10%' } };
    expect(outcomes(judged([listed(...tools)], { budgets }, new Map([['example', tools.slice(1)]])))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/failed budget tools\/list: bytes \d+ B, limit 100 B/),
        'failed budget tools/list: tools 3, limit 2',
        'failed budget tools/list: increase 50 %, limit 10 %',
      ]),
    );
    expect(judged([listed(...tools)], { budgets: { 'tools/list': { increase: 0 } } })).toMatchObject({
      kind: 'unverified',
    });
  });
});

describe('names', () => {
  it('expect: what was not called is a finding', () => {
    expect(outcomes(judged([listed('add', 'sub'), called('add')], { expect: ['add', 'su*'] }))).toEqual([
      'failed expect su*: must be called, and was not',
    ]);
  });

  it('forbid: what was called is a finding', () => {
    expect(outcomes(judged([called('delete_all'), called('add')], { forbid: ['delete_*'] }))).toEqual([
      'failed forbid delete_all: must not be called, and was (once)',
    ]);
  });

  it.each([{ expect: ['serch'] }, { forbid: ['serch'] }, { budgets: { serch: { max: 1 } } }, { expect: ['serch_*'] }])(
    'that no server has are a mistake: %j',
    (config) => {
      const verdict = judged([listed('search'), called('search')], config);
      expect(verdict).toMatchObject({ kind: 'usage', unknownNames: [{ known: expect.arrayContaining(['search']) }] });
    },
  );

  it('of which nobody can know whether they exist are no mistake', () => {
    expect(judged([called('search')], { expect: ['serch'] }).kind).toBe('findings');
    expect(judged([listed('search')], { forbid: ['delete_*'] }).kind).toBe('ok');
    expect(judged([listed('search')], { budgets: { 'tools/call': { minCalls: 0 } } }).unknownNames).toEqual([]);
  });
});

describe('coverage', () => {
  it('does not ask for what is forbidden', () => {
    const config = { forbid: ['delete_*'], failOn: ['uncovered'], coverage: '100%' };
    expect(judged([listed('add', 'delete_all'), called('add')], config)).toMatchObject({
      kind: 'ok',
      coverage: [{ listed: 1, called: 1, missing: [] }],
    });
  });

  it('of a server that lists nothing is no question', () => {
    expect(judged([listed(), nextEvent()], { coverage: '90%' }).checks).toEqual([]);
  });

  const events = [listed('add', 'sub', 'mul'), called('add')];

  it('says what was listed and never called', () => {
    const [coverage] = judged(events).coverage;
    expect({ ...coverage, missing: coverage?.missing.map(({ name }) => name) }).toMatchObject({
      listed: 3,
      called: 1,
      missing: ['mul', 'sub'],
    });
  });

  it.each([
    [{ coverage: '33%' }, 'ok', []],
    [{ coverage: 0.34 }, 'findings', ['failed coverage : 1 of 3 called (33.3 %), limit 34 %']],
    [
      { failOn: ['uncovered'] },
      'findings',
      [
        'failed uncovered mul: tool is listed, and was never called',
        'failed uncovered sub: tool is listed, and was never called',
      ],
    ],
  ])('%j', (config, kind, expected) => {
    const verdict = judged(events, config);
    expect({ kind: verdict.kind, outcomes: outcomes(verdict) }).toEqual({ kind, outcomes: expected });
  });

  it('is not known where no server has listed anything', () => {
    expect(judged([called('add')], { coverage: '90%' }).kind).toBe('unverified');
  });

  it('joins the pages and the sessions of a list', () => {
    const [coverage] = judged([listed('add'), listed('sub'), called('sub')]).coverage;
    expect(coverage).toMatchObject({ listed: 2, called: 1 });
  });
});

describe('drift', () => {
  const tool = {
    name: 'add',
    description: 'Adds.',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
  };
  const baseline = new Map([['example', [tool]]]);
  const required = { ...tool, inputSchema: { ...tool.inputSchema, required: ['a'] } };

  it.each([
    [tool, {}, 'ok', []],
    [required, {}, 'findings', ['failed drift:breaking add: inputSchema.properties.a: now required']],
    [{ ...tool, description: 'Sums.' }, {}, 'ok', ['noted drift:description add: description: changed']],
    [
      { ...tool, description: 'Sums.' },
      { failOn: ['drift:description'] },
      'findings',
      ['failed drift:description add: description: changed'],
    ],
  ])('%j, %j', (now, config, kind, expected) => {
    const verdict = judged([listed(now)], config, baseline);
    expect({ kind: verdict.kind, outcomes: outcomes(verdict) }).toEqual({ kind, outcomes: expected });
  });

  it('is not looked for where there is no baseline', () => {
    expect(judged([listed(tool)]).kind).toBe('ok');
  });
});

describe('failOn', () => {
  it('secrets: a result in which one was redacted; arguments do not count', () => {
    const secret = called('login', { response_content: { content: [{ text: 'token [redacted]' }] } });
    const argument = called('login', { request_params: { password: '[redacted]' } });
    const config = { failOn: ['secrets'] };
    expect(outcomes(judged([secret, argument], config))).toEqual([
      'failed secrets login: 1 call answered with something that looks like a secret',
    ]);
    expect(judged([argument], config).kind).toBe('ok');
  });

  it('invalid: arguments or results that do not fit the schema', () => {
    const invalid = called('add', {
      is_error: true,
      error_message: 'MCP error -32602: Input validation error: a is required',
    });
    expect(judged([invalid], { failOn: ['invalid'] }).kind).toBe('findings');
    expect(judged([invalid]).kind).toBe('ok');
  });

  it('can leave out what fails by default', () => {
    expect(judged([called('add', died)], { failOn: ['hang'] }).kind).toBe('ok');
  });
});
