/** The licences of everything that is compiled into the package. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AFTER_ARTICLES,
  bundledFiles,
  COMPONENTS,
  mentionsIn,
  notices,
  OWN_WEBASSEMBLY,
  originMentions,
  packagesOf,
} from '../scripts/third-party.js';

describe('THIRD-PARTY-NOTICES.md', () => {
  const written = readFileSync('THIRD-PARTY-NOTICES.md', 'utf8');
  let files: readonly string[];
  beforeAll(async () => {
    files = await bundledFiles();
  });

  it('has the licence of every package that is compiled in, and of no other (otherwise: npm run docs)', () => {
    expect(written).toBe(notices(files));
  });

  it('includes the hooks, and what only the worker thread uses', () => {
    expect(packagesOf(files)).toEqual(
      expect.arrayContaining(
        ['import-in-the-middle', 'require-in-the-middle', 'undici'].map((name) => `node_modules/${name}`),
      ),
    );
  });

  it('has the licence of the code inside those packages (#9 C19)', () => {
    for (const { name, license } of COMPONENTS) expect(written).toContain(`## ${name} (${license}), in `);
    expect(written).toContain('Copyright Fedor Indutny, 2018.');
  });

  it('knows the origin of every compiled file that names one, or that was compiled from another language', () => {
    const known = (file: string) =>
      OWN_WEBASSEMBLY.includes(file) ||
      AFTER_ARTICLES.includes(file) ||
      COMPONENTS.some(({ within }) => file.startsWith(within));
    expect(originMentions(files).filter((file) => !known(file))).toEqual([]);
  });

  it('has no entry for code that is no longer compiled in', () => {
    const mentions = originMentions(files);
    expect(COMPONENTS.filter(({ within }) => !mentions.some((file) => file.startsWith(within)))).toEqual([]);
    expect([...OWN_WEBASSEMBLY, ...AFTER_ARTICLES].filter((file) => !mentions.includes(file))).toEqual([]);
  });
});

describe('the search for foreign code', () => {
  it.each([
    ['a licence comment', 'x;\n/*! a-polyfill. MIT License. */'],
    ['a source that a comment names', '// based on https://example.com/a/b.js#L1 (MIT License)'],
    ['a source on the next line', '// the pattern was lifted from\n// https://example.com/a.js'],
    ['WebAssembly as base64', "const wasm = 'AGFzbQEAAAABJwdg'"],
  ])('finds %s', (_, text) => {
    expect(mentionsIn(text)).toHaveLength(1);
  });

  it.each([
    ['a link to a bug report', '// see https://example.com/issues/1'],
    ['ordinary words', '// members are copied from body; the order is based on importance'],
  ])('passes over %s', (_, text) => {
    expect(mentionsIn(text)).toEqual([]);
  });
});
