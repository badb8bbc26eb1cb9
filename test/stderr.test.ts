/** Every line of mcpwatch on stderr: short, harmless to a terminal, free of credentials. */
import { describe, expect, it } from 'vitest';
import { lineOf } from '../src/stderr.js';

describe('a line on stderr', () => {
  it('begins with our name and ends with a line break', () => {
    expect(lineOf('watching a')).toBe('mcpwatch: watching a\n');
  });

  it.each([499, 500, 501, 100_000])('is never longer than 500 characters, as for a text of %i', (length) => {
    const line = lineOf('x'.repeat(length));

    expect(line.length).toBe(500);
    expect(line.endsWith('x…\n')).toBe(true);
  });

  it('is whole up to that length', () => {
    expect(lineOf('x'.repeat(489))).toBe(`mcpwatch: ${'x'.repeat(489)}\n`);
  });

  it.each([
    ['a line break', 'a\nb'],
    ['an escape sequence', 'a\u001b[2Jb'],
    ['a C1 control character', 'a\u009b2Jb'],
    ['a character that reverses text', 'a\u202eb'],
    ['an invisible character', 'a\u200bb'],
    ['a line separator', 'a\u2028b'],
  ])('shows %s as a space', (_, text) => {
    expect(lineOf(text)).toMatch(/^mcpwatch: a [[\dJ]*b\n$/);
  });

  it.each([
    [
      'connect to https://ada:not-a-real-password@host.example/in failed',
      'connect to https://…@host.example/in failed',
    ],
    ['db://u:not-a?real@h/x', 'db://…@h/x'],
    ['https://host.example/in?token=not-a-real-token&x=1 answered 500', 'https://host.example/in answered 500'],
    ['https://host.example/#not-a-real-token', 'https://host.example/'],
    ['header Authorization: Bearer not-a-real-token was refused', 'header Authorization: Bearer … was refused'],
    ['key mw_test_not_a_real_key is unknown', 'key mw_… is unknown'],
  ])('leaves credentials out: %s', (text, expected) => {
    expect(lineOf(text)).toBe(`mcpwatch: ${expected}\n`);
  });

  it('is made in time that does not grow with the square of its text', () => {
    const attacks = ['://', '@', '://x@', 'Bearer ', '?://', 'mw_'].map((part) => part.repeat(200_000));

    expect(attacks.map((attack) => lineOf(attack).length <= 500)).not.toContain(false);
  });
});
