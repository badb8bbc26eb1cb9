/** The sampler decides as the official one does, so that the host's spans and ours are kept or dropped together. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTraceSampled } from '../../../src/config/otlp/sampler.js';

const traceId = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join(''))
  .filter((id) => !/^0+$/.test(id));

describe('traceidratio', () => {
  it('keeps the same traces as OpenTelemetry JS', () => {
    fc.assert(
      fc.property(traceId, fc.double({ min: 0, max: 1, noNaN: true }), (id, ratio) => {
        const official = new TraceIdRatioBasedSampler(ratio).shouldSample(ROOT_CONTEXT, id);
        const ours = isTraceSampled(id, undefined, { name: 'traceidratio', ratio });
        expect(ours).toBe(official.decision === SamplingDecision.RECORD_AND_SAMPLED);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the others', () => {
  const ID = '0af7651916cd43dd8448eb211c80319c';

  it.each([
    ['always_on', undefined, true],
    ['always_on', false, true],
    ['always_off', true, false],
    ['parentbased_always_on', undefined, true],
    ['parentbased_always_on', false, false],
    ['parentbased_always_off', undefined, false],
    ['parentbased_always_off', true, true],
  ] as const)('%s with a parent that is sampled: %s', (name, parent, expected) => {
    expect(isTraceSampled(ID, parent, { name, ratio: 1 })).toBe(expected);
  });

  it('parentbased_traceidratio follows the parent, and for a root the ratio', () => {
    expect(isTraceSampled(ID, true, { name: 'parentbased_traceidratio', ratio: 0 })).toBe(true);
    expect(isTraceSampled(ID, false, { name: 'parentbased_traceidratio', ratio: 1 })).toBe(false);
    expect(isTraceSampled(ID, undefined, { name: 'parentbased_traceidratio', ratio: 0 })).toBe(false);
    expect(isTraceSampled(ID, undefined, { name: 'parentbased_traceidratio', ratio: 1 })).toBe(true);
  });
});
