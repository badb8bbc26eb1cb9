import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../../src/agent/pipeline/pipeline.js';
import { withoutBreak } from '../../../src/delivery/spool/format/line-text.js';
import { createLedger } from '../../../src/ledger.js';
import { lineOf, openPipeline, sampleEvent, sent, settingsWith } from './sample-event.js';

describe('an event', () => {
  it('becomes one line with the same fields and values', () => {
    const event = sampleEvent();
    const line = lineOf({});

    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual(event);
  });

  it('is counted as captured, and appended', () => {
    const { send, lines, ledger } = openPipeline();

    send(sampleEvent());
    send(sampleEvent());

    expect(lines).toHaveLength(2);
    expect(ledger.counts).toEqual({ captured: 2, dropped: {} });
  });

  it('takes over a change of server or client at once', () => {
    const { send, lines } = openPipeline();

    for (const client_name of ['one', 'two', 'one']) send(sampleEvent({ client_name }));

    expect(lines.map((line) => JSON.parse(line).client_name)).toEqual(['one', 'two', 'one']);
  });

  it('is safe from what the host changes later', () => {
    const { send, lines } = openPipeline();
    const params = { list: ['before'] };
    send(sampleEvent({ request_params: params }));

    params.list[0] = 'after';

    expect(JSON.parse(lines[0] ?? '').request_params).toEqual({ list: ['before'] });
  });

  it('still parses when its fields are not what they should be', () => {
    const wrong = {
      event_id: 'a"b',
      parent_span_id: '\n',
      duration_ms: Number.NaN,
      error_code: '7',
      event_name: { a: 1 },
    };

    expect(sent(wrong as never)).toMatchObject({
      event_id: 'a"b',
      parent_span_id: '\n',
      duration_ms: 0,
      error_code: null,
    });
  });
});

describe('a failure inside', () => {
  it('never reaches the host and is counted as capture_error', () => {
    const ledger = createLedger();
    const append = () => {
      throw new Error('full');
    };
    const { emit: send } = createPipeline({ settings: settingsWith({}), append, ledger });

    expect(() => send(sampleEvent())).not.toThrow();
    expect(() => send(null as never)).not.toThrow();
    expect(ledger.counts).toEqual({ captured: 2, dropped: { capture_error: 2 } });
  });
});

describe('a line that is being appended', () => {
  it('keeps its bytes when the host makes another event meanwhile', () => {
    const lines: string[] = [];
    let isFirst = true;
    const append = (line: Buffer) => {
      const isOuter = isFirst;
      isFirst = false;
      if (isOuter) emit(sampleEvent({ event_name: 'inner' }));
      lines.push(withoutBreak(line));
    };
    const { emit } = createPipeline({ settings: settingsWith({}), append, ledger: createLedger() });
    emit(sampleEvent({ event_name: 'outer' }));

    expect(lines.map((line) => JSON.parse(line).event_name)).toEqual(['inner', 'outer']);
  });
});

describe('a payload that is written ahead of its event', () => {
  const call = { event_type: 'tool_call', event_name: 'add' } as const;
  const openSink = () => {
    const lines: string[] = [];
    const append = (line: Buffer) => void lines.push(withoutBreak(line));
    return { lines, ...createPipeline({ settings: settingsWith({}), append, ledger: createLedger() }) };
  };

  it('is what it was then, whatever the host changes before the event', () => {
    const { lines, emit, snapshot } = openSink();
    const params = { a: 1 };
    const { value: request_params } = snapshot(call, params);
    params.a = 2;
    emit(sampleEvent({ request_params }));

    expect(JSON.parse(lines[0] ?? '').request_params).toEqual({ a: 1 });
  });

  it('is marked in the event when it cannot be written, as on a stack that is full', () => {
    const { lines, emit, snapshot } = openSink();
    const write = () => snapshot(call, { a: 1 }).value;
    // Compiling takes more of the stack than running.
    write();
    const request_params = onFullStack(write);
    emit(sampleEvent({ request_params }));

    expect(JSON.parse(lines[0] ?? '').request_params).toBe('[unreadable]');
  });

  /** What `call` answers where there is just enough of the stack to call it. */
  function onFullStack(call: () => unknown): unknown {
    try {
      return onFullStack(call);
    } catch {
      return call();
    }
  }
});

describe('our own API key', () => {
  const keys = ['mw_live_Fake0Fake1Fake2', '12345678901', 'with"quote\\and-more', 'request_params'];

  it.each(keys)('%s appears nowhere, even with MCPWATCH_REDACT=none', (key) => {
    for (const redact of ['x', 'none']) {
      const line = lineOf(
        {
          event_name: key,
          request_params: {
            note: `it is ${key}`,
            [`a ${key}`]: 1,
            n: Number(key),
            json: JSON.stringify({ key }),
          },
          response_content: { url: `https://x.example/?k=${encodeURIComponent(key)}` },
          error_message: `bad ${key}`,
          attributes: { a: key, [key]: 'x' },
          client_name: key,
        },
        { MCPWATCH_API_KEY: key, MCPWATCH_REDACT: redact },
      );

      for (const spelling of [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]) {
        expect(line.replaceAll('"request_params":', '')).not.toContain(spelling);
      }
      expect(() => JSON.parse(line)).not.toThrow();
    }
  });

  it.each([
    ['of a long text', '.', 9000],
    ['of a text that is only too long when it is escaped', '"', 60],
    ['of a text that is only too long in UTF-8', 'é', 60],
  ])('is not halved by a cut %s', (_what, filler, behind) => {
    const key = 'mw_live_Fake0Fake1Fake2Fake3';
    for (let before = 60; before < 260; before += 1) {
      const text = `${filler.repeat(before)}${key}${filler.repeat(behind)}`;
      const env = { MCPWATCH_API_KEY: key, MCPWATCH_MAX_PAYLOAD_BYTES: '256', MCPWATCH_REDACT: 'none' };

      expect(lineOf({ request_params: { text } }, env)).not.toContain(key.slice(0, 8));
    }
  });
});

describe('MCPWATCH_PAYLOADS', () => {
  const failed = {
    request_params: { path: '/home/ann', limit: 3, deep: { ok: true, none: null }, password: 'x' },
    response_content: { content: [{ type: 'text', text: 'not found' }], isError: true },
    is_error: true,
    error_message: 'no such file: /home/ann',
    attributes: {
      'error.type': 'tool_error',
      'mcp.session.id': 'session-1',
      'exception.message': 'no such file: /home/ann',
      'exception.stacktrace': 'Error: no such file: /home/ann\n    at read (/app/server.js:10:5)',
      'mcp.cancel.reason': 'Ann was tired',
      'url.full': 'https://ann:fake@example.com/a?q=ann',
      note: 'words of the host',
    },
  };

  it('shape keeps names, types and lengths, and no value', () => {
    const event = sent(failed, { MCPWATCH_PAYLOADS: 'shape' });

    expect(event.request_params).toEqual({
      path: 'string(9)',
      limit: 'number',
      deep: { ok: 'boolean', none: 'null' },
      password: '[redacted]',
    });
    expect(event.response_content).toEqual({
      content: [{ type: 'string(4)', text: 'string(9)' }],
      isError: 'boolean',
    });
    expect(event.error_message).toBe('string(23)');
  });

  it('shape shows the first items of a list and how many there are', () => {
    const event = sent({ request_params: { rows: Array(90).fill({ id: 1 }) } }, { MCPWATCH_PAYLOADS: 'shape' });

    expect(event.request_params).toEqual({
      rows: [{ id: 'number' }, { id: 'number' }, { id: 'number' }, '[cut: kept 3 of 90 items]'],
    });
  });

  it('off leaves payloads and error message out', () => {
    const event = sent(failed, { MCPWATCH_PAYLOADS: 'off' });

    expect(event).toMatchObject({
      request_params: null,
      response_content: null,
      error_message: null,
      is_error: true,
    });
  });

  it.each(['shape', 'off'])('%s leaves no text in attributes, and frames of a stack only', (mode) => {
    const line = lineOf(failed, { MCPWATCH_PAYLOADS: mode });

    expect(line).not.toMatch(/ann|tired|words/i);
    expect(JSON.parse(line).attributes).toMatchObject({
      'error.type': 'tool_error',
      'mcp.session.id': 'session-1',
      'exception.stacktrace': '    at read (/app/server.js:10:5)',
      'url.full': 'https://example.com/a',
    });
  });

  it.each(['shape', 'off'])('%s leaves no query in the address of a resource', (mode) => {
    const changes = { event_type: 'resource_read', event_name: 'db://me:x@host/users?name=ann#x' } as const;

    expect(sent(changes, { MCPWATCH_PAYLOADS: mode }).event_name).toBe('db://host/users');
  });

  it('may differ by tool', () => {
    const env = { MCPWATCH_PAYLOADS: 'shape,search:full,ns:read:off' };
    const paramsOf = (event_name: string) => sent({ event_name }, env).request_params;

    expect(paramsOf('search')).toEqual({ query: 'shoes' });
    expect(paramsOf('ns:read')).toBeNull();
    expect(paramsOf('other')).toEqual({ query: 'string(5)' });
    expect(sent({ event_name: 'search', event_type: 'prompt_get' }, env).request_params).toEqual({
      query: 'string(5)',
    });
  });
});
