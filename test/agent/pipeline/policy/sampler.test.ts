import { describe, expect, it } from 'vitest';
import { openPipeline, sampleEvent } from '../sample-event.js';

const ATTRIBUTE = { rate: 'mcpwatch.sample_rate', kept: 'mcpwatch.sample_kept' };

function attributesOf(line: string | undefined): Record<string, string> {
  return (JSON.parse(line ?? '{}') as { attributes: Record<string, string> }).attributes;
}

/** A generator of its own (mulberry32), so that the distribution is the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('sampling', () => {
  it.each([0.1, 0.25, 0.5, 0.9])('keeps a share of %d of the calls, within four standard deviations', (rate) => {
    const calls = 20_000;
    const { send, lines, ledger } = openPipeline({ MCPWATCH_SAMPLE_RATE: String(rate) }, seeded(7));

    for (let call = 0; call < calls; call += 1) send(sampleEvent());

    const deviation = Math.sqrt(calls * rate * (1 - rate));
    expect(Math.abs(lines.length - calls * rate)).toBeLessThan(4 * deviation);
    expect(ledger.counts).toEqual({ captured: calls, dropped: { sampled: calls - lines.length } });
  });

  it('keeps everything at rate 1 and says nothing of sampling', () => {
    const { send, lines } = openPipeline({ MCPWATCH_SAMPLE_RATE: '1' }, () => 0.999_999);

    send(sampleEvent());

    expect(attributesOf(lines[0])).toEqual({ 'mcp.session.id': 'session-1' });
  });

  it('keeps no call at rate 0', () => {
    const { send, lines } = openPipeline({ MCPWATCH_SAMPLE_RATE: '0' }, () => 0);

    send(sampleEvent({ is_error: true, duration_ms: 1e6 }));

    expect(lines).toEqual([]);
  });

  it('never samples initialize and close, which stand for themselves', () => {
    const { send, lines } = openPipeline({ MCPWATCH_SAMPLE_RATE: '0' });

    send(sampleEvent({ event_type: 'initialize' }));
    send(sampleEvent({ event_type: 'close' }));

    expect(lines).toHaveLength(2);
    expect(attributesOf(lines[0])).not.toHaveProperty([ATTRIBUTE.rate]);
  });

  it('writes the rate on every call that was drawn, errors included', () => {
    const { send, lines } = openPipeline({ MCPWATCH_SAMPLE_RATE: '0.5' }, () => 0.4);

    send(sampleEvent({ is_error: true }));

    expect(attributesOf(lines[0])).toMatchObject({ [ATTRIBUTE.rate]: '0.5' });
    expect(attributesOf(lines[0])).not.toHaveProperty([ATTRIBUTE.kept]);
  });

  it.each([
    ['errors', { is_error: true }, 'errors'],
    ['slow:2000', { duration_ms: 2000 }, 'slow'],
    ['errors,slow:2000', { is_error: true, duration_ms: 9000 }, 'errors'],
  ])('with MCPWATCH_SAMPLE_KEEP=%s keeps and marks what the draw left out', (keep, changes, mark) => {
    const env = { MCPWATCH_SAMPLE_RATE: '0.1', MCPWATCH_SAMPLE_KEEP: keep };
    const { send, lines } = openPipeline(env, () => 0.9);

    send(sampleEvent(changes));
    send(sampleEvent({ duration_ms: 1999 }));

    expect(lines).toHaveLength(1);
    expect(attributesOf(lines[0])).toMatchObject({ [ATTRIBUTE.rate]: '0.1', [ATTRIBUTE.kept]: mark });
  });

  it('lets counts be weighted back: drawn calls count 1 / rate, kept ones 0', () => {
    const env = { MCPWATCH_SAMPLE_RATE: '0.2', MCPWATCH_SAMPLE_KEEP: 'errors' };
    const { send, lines } = openPipeline(env, seeded(11));
    const calls = 20_000;

    for (let call = 0; call < calls; call += 1) send(sampleEvent({ is_error: call % 10 === 0 }));

    const weights = lines.map((line) => {
      const attributes = attributesOf(line);
      return attributes[ATTRIBUTE.kept] === undefined ? 1 / Number(attributes[ATTRIBUTE.rate]) : 0;
    });
    const estimate = weights.reduce((sum, weight) => sum + weight, 0);
    expect(Math.abs(estimate - calls) / calls).toBeLessThan(0.05);
  });
});
