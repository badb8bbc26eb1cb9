/** Our `TraceState` does what that of the OpenTelemetry API does. */
import { createTraceState } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { TraceState } from '../src/host-trace-state.js';

const TEXTS = ['', 'a=1', 'a=1,b=2', ' a=1 , b=2=3 ', 'b=2,a=1,c=3'];

describe.each(TEXTS)('the trace state of "%s"', (text) => {
  it('is read and changed as that of the API is', () => {
    const [ours, theirs] = [TraceState.parse(text), createTraceState(text)];
    expect(ours.serialize()).toBe(theirs.serialize());
    for (const key of ['a', 'b', 'z']) {
      expect(ours.get(key)).toBe(theirs.get(key));
      expect(ours.set(key, 'new').serialize()).toBe(theirs.set(key, 'new').serialize());
      expect(ours.unset(key).serialize()).toBe(theirs.unset(key).serialize());
    }
    expect(ours.serialize()).toBe(theirs.serialize());
  });
});
