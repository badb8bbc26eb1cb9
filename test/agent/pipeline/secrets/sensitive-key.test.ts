import { describe, expect, it } from 'vitest';
import { createNameJudge } from '../../../../src/agent/pipeline/secrets/name-judge.js';
import { createSensitiveNames, NAMES_OF_A_START } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { INNOCENT_NAMES, SECRET_NAMES } from '../fake-secrets.js';
import { payloadOf } from '../sample-event.js';

describe('names of secrets', () => {
  it.each(SECRET_NAMES)('hides the value of %s', (name) => {
    expect(payloadOf({ [name]: 'fake-value' })).toEqual({ [name]: '[redacted]' });
  });

  it.each(INNOCENT_NAMES)('shows the value of %s', (name) => {
    expect(payloadOf({ [name]: 'plain' })).toEqual({ [name]: 'plain' });
  });

  it.each(NAMES_OF_A_START)('takes %j for plain without asking, which it is, unless a setting names it', (name) => {
    expect(createNameJudge([]).classify(name)).toBe('plain');
    if (name !== '') expect(createSensitiveNames([name]).classify(name)).toBe('secret');
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

  it.each([
    [{ ParameterKey: 'DbPassword', ParameterValue: 'fake-value' }],
    [{ variable: 'DB_PASSWORD', value: 'fake-value' }],
    [{ key: 'password', val: 'fake-value' }],
    [{ option_name: 'smtp_pass', option_value: 'fake-value' }],
    [{ header: 'Authorization', value: 'fake-value' }],
    [{ path: '/db/password', value: 'fake-value' }],
    [{ kty: 'oct', k: 'fake-value' }],
    [['Host', 'x', 'Authorization', 'fAkE-0aB1cD2eF3']],
    [['password', 'fAkE0aB1cD2eF3']],
  ])('hides a value by the name beside it: %j', (value) => {
    expect(JSON.stringify(payloadOf({ value }))).not.toMatch(/fake-value|fAkE/);
  });

  it.each([
    [['password', 'email', 'username', 'token']],
    [{ name: 'colour', value: 'fake-value' }],
    [{ k: 'fake-value', d: 'fake-value' }],
    [{ variable: 'PORT', value: 'fake-value' }],
  ])('shows lists of names, and other values: %j', (value) => {
    expect(payloadOf({ value })).toEqual({ value });
  });

  it.each([
    'contraseña',
    'mot_de_passe',
    'Passwort',
    'пароль',
    '密码',
    'パスワード',
    'ｐａｓｓｗｏｒｄ',
    'pаsswоrd',
    'pass\u00adword',
  ])('hides the value of %s', (name) => {
    expect(JSON.stringify(payloadOf({ [name]: 'fake-value' }))).not.toContain('fake-value');
  });

  it('hides the rest of a web token in the next text', () => {
    const content = [
      { type: 'text', text: 'token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi' },
      { type: 'text', text: 'JmYWtlIn0fAkE0aB1cD2eF3.gH4iJ5kL6mN7oP8' },
      { type: 'text', text: 'The second sentence.' },
    ];
    const shown = JSON.stringify(payloadOf({ content }));
    expect(shown).not.toMatch(/fAkE|gH4i/);
    expect(shown).toContain('The second sentence.');
  });

  it.each(['ssn', 'SSN', 's_s_n', 'S-S-N'])('hides %s when MCPWATCH_REDACT names ssn', (name) => {
    expect(payloadOf({ [name]: 'fake' }, { MCPWATCH_REDACT: 'ssn' })).toEqual({ [name]: '[redacted]' });
    expect(payloadOf({ [name]: 'fake' })).toEqual({ [name]: 'fake' });
  });

  it('compares additions whole: ssn does not hide ssn_country', () => {
    expect(createSensitiveNames(['ssn']).classify('ssn_country')).toBe('plain');
  });
});
