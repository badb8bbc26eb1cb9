/** A receiver of metrics that is silent, beside one of spans that is not: neither is taken for the other. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  accept,
  otlpSink,
  type Sink,
  type SinkAnswer,
  spanNames,
  staySilent,
} from '../delivery/ship/otlp/send/sink.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 20, b: 22 } } };
const LONG_MS = 20_000;

const onlySpans: SinkAnswer = (response, request) =>
  (request.url === '/v1/traces' ? accept : staySilent)(response, request);

/** What stderr says, and how long it took. */
async function run(sink: Sink, spool: string, timeoutMs: number) {
  const begun = performance.now();
  const { stderr, exitCode } = await runStdio({
    command: [process.execPath, '--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'],
    steps: [...HANDSHAKE, ADD],
    env: { MCPWATCH_OTLP: sink.url, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_SHUTDOWN_TIMEOUT: `${timeoutMs}` },
  });
  expect(exitCode).toBe(0);
  return { stderr, tookMs: performance.now() - begun };
}

const calls = (sink: Sink) =>
  sink.requests.flatMap(({ message }) => spanNames(message)).filter((name) => name === 'tools/call add').length;
const notesIn = (spool: string) => readdirSync(spool).filter((name) => name.endsWith('.silent'));

it('is not given the time of an exit twice, and the spans are not kept waiting because of it', async () => {
  const [sink, spool] = [await otlpSink(), join(temporaryFolder(), 'spool')];
  sink.answerWith(onlySpans);
  const text = `OTLP: ${sink.url}/… does not answer when metrics are sent; they wait on disk`;
  expect((await run(sink, spool, 4000)).stderr).toContain(text);
  expect(notesIn(spool)).toEqual([expect.stringMatching(/\.metrics\.silent$/)]);

  const second = await run(sink, spool, LONG_MS);
  expect(second.stderr).toContain(text);
  expect(second.tookMs).toBeLessThan(LONG_MS / 2);
  expect(calls(sink)).toBe(2);

  sink.answerWith(accept);
  expect((await run(sink, spool, LONG_MS)).stderr).not.toContain('does not answer');
  expect(notesIn(spool)).toEqual([]);
  expect(calls(sink)).toBe(3);
});

it('is not named where the spans are not answered either', async () => {
  const [sink, spool] = [await otlpSink(), join(temporaryFolder(), 'spool')];
  sink.answerWith(staySilent);
  const { stderr } = await run(sink, spool, 4000);
  expect(stderr).toContain(`OTLP: ${sink.url}/… does not answer; events wait on disk`);
  expect(notesIn(spool)).toEqual([expect.not.stringContaining('metrics')]);
});
