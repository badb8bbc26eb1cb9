/** Every source says what it is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['src', 'scripts', 'fixtures', 'bench'];

const beginsWithComment = (source: string) => /^(#!.*\n)?(?:\/\*\*?|\/\/)[\s*/]*[^\s*/]/.test(source);

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.(ts|tsx|mjs|cjs)$/.test(name))
    .map((name) => join(folder, name)),
);

describe('a file in src, scripts, fixtures or bench', () => {
  it('begins with a comment that says what it is', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter((path) => !beginsWithComment(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it.each([
    ['/** What it is. */\n', true],
    ['#!/usr/bin/env node\n/** What it is. */\n', true],
    ["import a from 'a';\n/** What it is. */\n", false],
    ['/**\n * What it is.\n */\n', true],
    ['/** */', false],
  ])('is judged by its first line: %j %s', (source, expected) => {
    expect(beginsWithComment(source)).toBe(expected);
  });
});
