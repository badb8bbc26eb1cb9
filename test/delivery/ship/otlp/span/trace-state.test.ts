/** `tracestate`: what a client sends is passed on as far as it is one. */
import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { traceStateOf } from '../../../../../src/delivery/ship/otlp/span/trace-state.js';

it.each([
  ['is as it was', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
  ['may have spaces between members', ' a=1 ,\tb=2', 'a=1,b=2'],
  ['may have empty members', 'a=1,,b=2,', 'a=1,b=2'],
  ['may have tenants', '1t@sys=1', '1t@sys=1'],
  ['has each key once', 'a=1,b=2,a=3', 'a=1,b=2'],
  ['leaves out what is no member', 'a=1,B=2,c,=3,d = 4,e=\u0000,f=€,g=x=y,h=', 'a=1'],
  ['is empty where nothing is one', 'not a state\n\ud800', ''],
  ['has no more than 32 members', manyOf(40), manyOf(32)],
])('%s', (_, given, expected) => {
  expect(traceStateOf(given)).toBe(expected);
});

function manyOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}=1`).join(',');
}

it('is empty where there is none', () => {
  expect(traceStateOf(undefined)).toBe('');
});

it('is something that OpenTelemetry reads, and says the same to it', () => {
  const member = fc
    .tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6, unit: 'binary' }))
    .map((it) => it.join('='));
  fc.assert(
    fc.property(fc.array(fc.oneof(member, fc.constantFrom('a=1', 'b=2')), { maxLength: 8 }), (members) => {
      const state = traceStateOf(members.join(','));
      expect(createTraceState(state).serialize().split(',').toSorted()).toEqual(state.split(',').toSorted());
    }),
  );
});
