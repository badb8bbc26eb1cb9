import { describe, expect, it } from 'vitest';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { INNOCENT_NAMES, SECRET_NAMES } from '../fake-secrets.js';
import { payloadOf } from '../sample-event.js';

describe('names of secrets', () => {
  it.each(SECRET_NAMES)('hides the value of %s', (name) => {
    expect(payloadOf({ [name]: 'fake-value' })).toEqual({ [name]: '[redacted]' });
  });

  it.each(INNOCENT_NAMES)('shows the value of %s', (name) => {
    expect(payloadOf({ [name]: 'plain' })).toEqual({ [name]: 'plain' });
  });

  it('hides numbers, lists and objects under them, and shows null and booleans', () => {
    const shown = payloadOf({
      a: { otp: 123456 },
      credentials: { u: 'x' },
      secrets: ['x'],
      token: null,
      password: true,
    });

    expect(shown).toEqual({
      a: { otp: '[redacted]' },
      credentials: '[redacted]',
      secrets: '[redacted]',
      token: null,
      password: true,
    });
  });

  it('hides text, not numbers, blocks and paths, under names with innocent uses', () => {
    expect(payloadOf({ pass: 'fake', pwd: '/home/me', auth: { user: 'me' } })).toEqual({
      pass: '[redacted]',
      pwd: '/home/me',
      auth: { user: 'me' },
    });
    expect(payloadOf({ pass: 12, fail: 0 })).toEqual({ pass: 12, fail: 0 });
  });

  it('hides the value of a {name, value} pair by its name', () => {
    const headers = [
      { name: 'Authorization', value: 'fake' },
      { name: 'Accept', value: 'text/html' },
    ];

    expect(payloadOf({ headers })).toEqual({
      headers: [
        { name: 'Authorization', value: '[redacted]' },
        { name: 'Accept', value: 'text/html' },
      ],
    });
  });

  it.each(['ssn', 'SSN', 's_s_n', 'S-S-N'])('hides %s when MCPWATCH_REDACT names ssn', (name) => {
    expect(payloadOf({ [name]: 'fake' }, { MCPWATCH_REDACT: 'ssn' })).toEqual({ [name]: '[redacted]' });
    expect(payloadOf({ [name]: 'fake' })).toEqual({ [name]: 'fake' });
  });

  it('compares additions whole: ssn does not hide ssn_country', () => {
    expect(createSensitiveNames(['ssn']).classify('ssn_country')).toBe('plain');
  });
});
