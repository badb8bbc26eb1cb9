/** The stream of one process: cumulative or delta, through snapshots and across a death. */
import { describe, expect, it } from 'vitest';
import type { Metric, MetricsRequest } from '../../../../../src/delivery/ship/otlp/encode/messages.js';
import { ProtobufEncoder } from '../../../../../src/delivery/ship/otlp/encode/protobuf.js';
import { METRICS_REQUEST } from '../../../../../src/delivery/ship/otlp/encode/shapes.js';
import { newBudget } from '../../../../../src/delivery/ship/otlp/metrics/budget.js';
import { measure } from '../../../../../src/delivery/ship/otlp/metrics/measure.js';
import {
  ProcessMetrics,
  type ProcessMetricsOptions,
} from '../../../../../src/delivery/ship/otlp/metrics/process-metrics.js';
import { formatState, parseState } from '../../../../../src/delivery/ship/otlp/metrics/snapshot.js';
import type { RecordedEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { decode, METRICS } from '../official.js';
import { recorded } from '../recorded.js';

const SOURCE = { key: 'one', resource: { attributes: { 'service.name': 'example' } }, isOwn: true };
const START_US = Date.UTC(2026, 10, 22, 10) * 1000;
const OPTIONS: ProcessMetricsOptions = {
  exemplars: 'trace_based',
  temporality: 'cumulative',
  sampler: { name: 'parentbased_always_on', ratio: 1 },
  scope: { name: 'mcpwatch-node', version: '1.0.0' },
  budget: newBudget(),
};

const metricsOf = (options: Partial<ProcessMetricsOptions> = {}) =>
  new ProcessMetrics({ ...OPTIONS, ...options }, SOURCE, START_US);
const counted = (over: Partial<RecordedEvent>) => {
  const event = recorded(over);
  return { event, measurement: measure(event, OPTIONS.sampler) };
};
const add = (metrics: ProcessMetrics, over: Partial<RecordedEvent> = {}) => metrics.add(counted(over), {});

const metricsIn = (request: MetricsRequest | undefined): readonly Metric[] =>
  request?.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
const pointIn = (request: MetricsRequest | undefined) => metricsIn(request)[0]?.histogram?.dataPoints[0];

describe('cumulative', () => {
  it('counts since the process started, whatever was sent before', () => {
    const metrics = metricsOf();
    add(metrics);
    const first = metrics.pending(START_US + 60e6);
    expect(pointIn(first?.request)).toMatchObject({ count: 1, startUs: START_US, timeUs: START_US + 60e6 });
    if (first !== undefined) metrics.acknowledge(first);
    add(metrics);
    expect(pointIn(metrics.pending(START_US + 120e6)?.request)).toMatchObject({
      count: 2,
      startUs: START_US,
      timeUs: START_US + 120e6,
    });
  });

  it('is what the official descriptors read as a histogram with exemplars', () => {
    const metrics = metricsOf();
    add(metrics, { duration_ms: 250 });
    metrics.drop({ queue_full: 3 });
    const request = metrics.pending(START_US + 1)?.request;
    const bytes = new ProtobufEncoder().encode(METRICS_REQUEST, request ?? { resourceMetrics: [] });
    expect(decode(METRICS, bytes)).toMatchObject({
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'mcp.server.operation.duration',
                  unit: 's',
                  histogram: {
                    aggregationTemporality: 2,
                    dataPoints: [
                      {
                        count: '1',
                        sum: 0.25,
                        min: 0.25,
                        max: 0.25,
                        exemplars: [
                          { asDouble: 0.25, spanId: Buffer.from('b7ad6b7169203331', 'hex').toString('base64') },
                        ],
                      },
                    ],
                  },
                },
                {
                  name: 'mcpwatch.events.dropped',
                  unit: '{event}',
                  sum: {
                    isMonotonic: true,
                    dataPoints: [
                      {
                        asInt: '3',
                        attributes: [{ key: 'mcpwatch.drop.reason', value: { stringValue: 'queue_full' } }],
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('sends exemplars once', () => {
    const metrics = metricsOf();
    add(metrics);
    const first = metrics.pending(START_US + 1);
    expect(pointIn(first?.request)?.exemplars).toHaveLength(1);
    if (first !== undefined) metrics.acknowledge(first);
    expect(pointIn(metrics.pending(START_US + 2)?.request)).not.toHaveProperty('exemplars');
  });

  it('has nothing to send before something was counted', () => {
    expect(metricsOf().pending(START_US + 1)).toBeUndefined();
  });
});

describe('delta', () => {
  it('is what was counted since the receiver acknowledged the last point', () => {
    const metrics = metricsOf({ temporality: 'delta' });
    add(metrics, { duration_ms: 100 });
    metrics.drop({ queue_full: 2 });
    const first = metrics.pending(START_US + 60e6);
    expect(metricsIn(first?.request)[0]?.histogram?.aggregationTemporality).toBe(1);
    expect(pointIn(first?.request)).toMatchObject({ count: 1, startUs: START_US });
    if (first !== undefined) metrics.acknowledge(first);

    expect(metrics.pending(START_US + 90e6)).toBeUndefined();
    add(metrics, { duration_ms: 300 });
    metrics.drop({ queue_full: 5 });
    const second = metrics.pending(START_US + 120e6);
    expect(pointIn(second?.request)).toMatchObject({ count: 1, startUs: START_US + 60e6, timeUs: START_US + 120e6 });
    expect(pointIn(second?.request)?.sum).toBeCloseTo(0.3);
    expect(metricsIn(second?.request)[1]?.sum?.dataPoints[0]).toMatchObject({ asInt: 3 });
  });

  it('is sent again with the next when it did not arrive', () => {
    const metrics = metricsOf({ temporality: 'delta' });
    add(metrics);
    metrics.pending(START_US + 60e6);
    add(metrics);
    expect(pointIn(metrics.pending(START_US + 120e6)?.request)).toMatchObject({ count: 2, startUs: START_US });
  });
});

describe('the shortest and the longest duration', () => {
  const delta = { ...OPTIONS, temporality: 'delta' } as const;
  /** Sends what there is at `second`, and says what the point has. */
  function rangeSent(metrics: ProcessMetrics, second: number, isAcknowledged: boolean): object {
    const pending = metrics.pending(START_US + second * 1e6);
    if (pending !== undefined && isAcknowledged) metrics.acknowledge(pending);
    const { min, max } = pointIn(pending?.request) ?? {};
    return { min, max };
  }
  /** What waits after a crash, in another process. */
  function adopted(metrics: ProcessMetrics, options: ProcessMetricsOptions): ProcessMetrics {
    const adopter = new ProcessMetrics(options, SOURCE);
    const state = parseState(formatState(metrics.state()));
    if (state !== undefined) adopter.restore(state);
    return adopter;
  }

  it('of cumulative points are those since the start, also after a death', () => {
    const metrics = metricsOf();
    for (const duration_ms of [5, 900]) add(metrics, { duration_ms });
    expect(rangeSent(metrics, 60, true)).toEqual({ min: 0.005, max: 0.9 });
    add(metrics, { duration_ms: 100 });
    expect(rangeSent(metrics, 120, true)).toEqual({ min: 0.005, max: 0.9 });
    const adopter = adopted(metrics, OPTIONS);
    add(adopter, { duration_ms: 1000, event_id: 'next' });
    expect(rangeSent(adopter, 180, true)).toEqual({ min: 0.005, max: 1 });
  });

  it('of differences are those since the last acknowledged point', () => {
    const metrics = metricsOf(delta);
    for (const duration_ms of [5, 900]) add(metrics, { duration_ms });
    expect(rangeSent(metrics, 60, true)).toEqual({ min: 0.005, max: 0.9 });
    for (const duration_ms of [100, 200]) add(metrics, { duration_ms });
    expect(rangeSent(metrics, 120, false)).toEqual({ min: 0.1, max: 0.2 });
    add(metrics, { duration_ms: 50 });
    expect(rangeSent(metrics, 180, true)).toEqual({ min: 0.05, max: 0.2 });
  });

  it('of differences do not lose what comes while a point is on its way', () => {
    const metrics = metricsOf(delta);
    add(metrics, { duration_ms: 5 });
    const pending = metrics.pending(START_US + 60e6);
    add(metrics, { duration_ms: 70 });
    if (pending !== undefined) metrics.acknowledge(pending);
    expect(rangeSent(metrics, 120, true)).toEqual({ min: 0.07, max: 0.07 });
  });

  it('of differences are known to whoever adopts them', () => {
    const metrics = metricsOf(delta);
    add(metrics, { duration_ms: 5 });
    rangeSent(metrics, 60, true);
    for (const duration_ms of [100, 200]) add(metrics, { duration_ms });
    rangeSent(metrics, 120, false);
    add(metrics, { duration_ms: 300 });
    const adopter = adopted(metrics, delta);
    add(adopter, { duration_ms: 150, event_id: 'next' });
    expect(rangeSent(adopter, 180, true)).toEqual({ min: 0.1, max: 0.3 });
    const unchanged = adopted(adopter, delta);
    add(unchanged, { duration_ms: 7, event_id: 'later' });
    expect(rangeSent(unchanged, 240, true)).toEqual({ min: 0.007, max: 0.007 });
  });
});

describe('a snapshot', () => {
  it('carries the counts over to whoever adopts them', () => {
    const dying = metricsOf();
    for (const duration_ms of [1, 12, 900]) add(dying, { duration_ms });
    dying.drop({ spool_error: 1 });
    const state = parseState(formatState(dying.state()));
    expect(state).toBeDefined();

    const adopter = new ProcessMetrics(OPTIONS, SOURCE);
    if (state !== undefined) adopter.restore(state);
    add(adopter, { duration_ms: 13, event_id: 'next' });
    const request = adopter.pending(adopter.lastEventUs)?.request;
    expect(pointIn(request)).toMatchObject({ count: 4, startUs: START_US, min: 0.001, max: 0.9 });
    expect(pointIn(request)?.bucketCounts.slice(0, 2)).toEqual([1, 2]);
    expect(metricsIn(request)[1]?.sum?.dataPoints[0]?.asInt).toBe(1);
  });

  it('counts an event once that was counted before the death and comes again', () => {
    const dying = metricsOf();
    const batch = {};
    for (const event_id of ['1', '2']) dying.add(counted({ event_id }), {});
    for (const event_id of ['3', '4']) dying.add(counted({ event_id }), batch);
    const adopter = new ProcessMetrics(OPTIONS, SOURCE);
    adopter.restore(dying.state());
    for (const event_id of ['3', '4', '5']) adopter.add(counted({ event_id }), {});
    expect(pointIn(adopter.pending(START_US)?.request)?.count).toBe(5);
  });

  it.each([
    ['in one batch with others', [['3', '4', '5']]],
    ['in several batches', [['3'], ['4', '5']]],
  ])('counts it once through a second death before the batch was acknowledged, %s', (_, batches) => {
    const first = metricsOf();
    const batch = {};
    for (const event_id of ['3', '4']) first.add(counted({ event_id }), batch);
    for (let sent = 1; sent <= batches.length; sent += 1) {
      const second = new ProcessMetrics(OPTIONS, SOURCE);
      second.restore(first.state());
      for (const ids of batches.slice(0, sent)) for (const event_id of ids) second.add(counted({ event_id }), ids);
      const third = new ProcessMetrics(OPTIONS, SOURCE);
      third.restore(second.state());
      // The last batch of the second may come again, and what it never got to.
      for (const ids of batches.slice(sent - 1)) for (const event_id of ids) third.add(counted({ event_id }), ids);
      expect(pointIn(third.pending(START_US)?.request)?.count).toBe(3);
    }
  });

  it('of a later time is used instead of an earlier one, in whichever order they come', () => {
    const dying = metricsOf();
    add(dying, { event_id: '1' });
    const earlier = dying.state();
    add(dying, { event_id: '2' });
    const later = dying.state();
    for (const states of [
      [earlier, later],
      [later, earlier],
    ]) {
      const adopter = new ProcessMetrics(OPTIONS, SOURCE);
      for (const state of states) adopter.restore(state);
      expect(pointIn(adopter.pending(START_US)?.request)?.count).toBe(2);
    }
  });

  it('of differences carries what was acknowledged', () => {
    const dying = metricsOf({ temporality: 'delta' });
    add(dying, { event_id: '1' });
    const sent = dying.pending(START_US + 60e6);
    if (sent !== undefined) dying.acknowledge(sent);
    const state = parseState(formatState(dying.state()));
    const adopter = new ProcessMetrics({ ...OPTIONS, temporality: 'delta' }, SOURCE);
    if (state !== undefined) adopter.restore(state);
    expect(adopter.isChanged).toBe(false);
    add(adopter, { event_id: '2' });
    const point = pointIn(adopter.pending(START_US + 90e6)?.request);
    expect(point).toMatchObject({ count: 1, startUs: START_US + 60e6 });
  });

  it('is a line of a few kilobytes', () => {
    const metrics = metricsOf();
    for (let tool = 0; tool < 20; tool += 1) add(metrics, { event_name: `tool-${tool}` });
    const line = formatState(metrics.state());
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(10_000);
  });

  const valid = (() => {
    const metrics = metricsOf();
    add(metrics);
    return formatState(metrics.state());
  })();

  it.each<[string, string]>([
    ['torn', valid.slice(0, -10)],
    ['not JSON', 'x'],
    ['an event', JSON.stringify(recorded())],
    ['of another version', valid.replace('"mcpwatch.metrics":1', '"mcpwatch.metrics":2')],
    ['with a count below zero', valid.replace('"count":1', '"count":-1')],
    ['with a bucket too few', valid.replace('"buckets":[0,', '"buckets":[')],
    ['with a range that is none', valid.replace('"recent":null', '"recent":{"min":-1,"max":2}')],
    ['with an unknown metric', valid.replace('mcp.server.operation.duration', 'constructor')],
    ['with attributes that are not values', valid.replace('"tools/call"', '{}')],
  ])('that is %s is not used', (_, line) => {
    expect(parseState(valid)).toBeDefined();
    expect(parseState(line)).toBeUndefined();
  });
});

describe('a process that has ended', () => {
  it('starts with its first event where its start is not known', () => {
    const metrics = new ProcessMetrics(OPTIONS, SOURCE);
    add(metrics, { started_at: '2026-11-22T10:20:30.123456Z', duration_ms: 1 });
    add(metrics, { started_at: '2026-11-22T10:20:29.000Z', duration_ms: 500 });
    const point = pointIn(metrics.pending(metrics.lastEventUs)?.request);
    expect(point?.startUs).toBe(Date.UTC(2026, 10, 22, 10, 20, 29) * 1000);
    expect(point?.timeUs).toBe(Date.UTC(2026, 10, 22, 10, 20, 30, 124) * 1000 + 456);
  });

  it('has nothing more to say once its last state was acknowledged', () => {
    const metrics = new ProcessMetrics(OPTIONS, SOURCE);
    add(metrics);
    const pending = metrics.pending(metrics.lastEventUs);
    expect(metrics.isChanged).toBe(true);
    add(metrics);
    if (pending !== undefined) metrics.acknowledge(pending);
    expect(metrics.isChanged).toBe(true);
    const last = metrics.pending(metrics.lastEventUs);
    if (last !== undefined) metrics.acknowledge(last);
    expect(metrics.isChanged).toBe(false);
  });
});
