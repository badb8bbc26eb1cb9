/** README and the documents: what is generated is up to date, and every link leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiPage } from '../scripts/api-page.js';
import { anchorsOf, documents, linksOf } from '../scripts/documents.js';
import { eventSchema } from '../scripts/event-schema.js';
import { readSection, writeSection } from '../scripts/marked-section.js';
import { settingsTable } from '../scripts/settings-table.js';
import { exitRows, leakCounts, matrixCells, promiseList, promises } from '../scripts/worst-figures.js';
import { SETTINGS } from '../src/config/settings.js';
import { brokenLinks } from './support/broken-links.js';

/** What fits into the time that a reader gives each of them. */
const MAX_LINES = { 'README.md': 160, 'CONTRIBUTING.md': 80, 'docs/architecture.md': 80 };
const readme = readFileSync('README.md', 'utf8');

describe('README', () => {
  it('has its parts in the order in which a newcomer needs them', () => {
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'What it looks like',
      'Install',
      'Switch it on',
      'See it work',
      'What is captured',
      'Promises',
      'Supported versions',
      'Links',
    ]);
  });

  it.each(Object.entries(MAX_LINES))('and others stay short: %s has at most %i lines', (document, lines) => {
    expect(readFileSync(document, 'utf8').split('\n').length).toBeLessThanOrEqual(lines);
  });

  it('has configuration for Claude Desktop, Cursor, VS Code and a CI job', () => {
    for (const client of ['Claude Desktop', 'Cursor', 'VS Code', 'A CI job']) expect(readme).toContain(`**${client}**`);
  });

  it('links to every page in docs', () => {
    const linked = linksOf(readme).map(({ path }) => path);
    const pages = documents().filter((document) => document.startsWith('docs/'));
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });

  it('has the worst figures that the measurements show (otherwise: npm run docs)', () => {
    expect(readSection(readme, 'promises')).toBe(promises());
  });
});

describe('the worst figures', () => {
  const exitPage = [
    '| how the process ends | lost after the next start, any endpoint |',
    '|---|---|',
    '| SIGTERM | 7 |',
    '',
    '| end | endpoint | finished calls | lost | duplicates | exit status | added ms, median / max |',
    '|---|---|---|---|---|---|---|',
    '| SIGTERM | healthy | 2600 | 0 | 0 | SIGTERM, same | 7 / 14 |',
    '| SIGTERM | silent | 2600 | 2 | 1 | 0, **differs** | 1506 / 1530 |',
    '| SIGTERM | silent again | 2600 | 0 | 0 | SIGTERM, same | 260 / 290 |',
    '| SIGKILL, same tick | healthy | 2600 | 0 | 0 | SIGKILL, same | 2 / 99 |',
  ].join('\n');
  const compatibilityPage = '|  | esm | cjs |\n| --- | --- | --- |\n| v1 | ✓ | – |\n| v2 | ✗ |  |\n';

  const privacyPage =
    '| forms: samples leaked | 12 of 3425 (0.4 %); in x 1 |\n| places: samples leaked | 3 of 4175 (0.1 %); in |\n';

  it('are read from the full tables, row by row', () => {
    expect(exitRows(exitPage)).toHaveLength(4);
    expect(exitRows(exitPage)[1]).toEqual({
      end: 'SIGTERM',
      endpoint: 'silent',
      calls: 2600,
      lost: 2,
      duplicates: 1,
      sameStatus: false,
      addedMs: { median: 1506, max: 1530 },
    });
    expect(matrixCells(compatibilityPage)).toEqual({ works: 1, cannot: 1, fails: 1 });
    expect(leakCounts(privacyPage)).toEqual({ leaked: 15, samples: 7600 });
    expect(leakCounts('nothing is measured yet')).toBeUndefined();
  });

  it('are the maximum and the sum, and a process that is killed cannot wait', () => {
    const list = promiseList({ exitPage, compatibilityPage, privacyPage });
    expect(list).toContain(
      'in 4 combinations of exit, endpoint and Node.js version: 1 ended differently, and an exit took 7 ms longer with a healthy endpoint (14 in the slowest run) and 1,506 ms (1,530) with one that never answers, 260 ms (290) the next time',
    );
    expect(list).toContain(
      'of 10,400 calls in processes that ended in every way from a normal exit to SIGKILL: 2 lost, 1 sent twice, with the same event id',
    );
    expect(list).toContain(
      'of 3 tested combinations of versions, bundlers, loaders and frameworks: 1 cannot be watched and 1 fail',
    );
  });

  it('come from all measured exits', () => {
    expect(exitRows(readFileSync('docs/exit.md', 'utf8')).length).toBeGreaterThan(100);
    expect(promises()).not.toMatch(/NaN|Infinity/);
  });
});

describe('docs/settings.md', () => {
  it('has the table of settings that the code reads (otherwise: npm run docs)', () => {
    expect(readSection(readFileSync('docs/settings.md', 'utf8'), 'settings')).toBe(settingsTable());
  });

  it('has each setting on one line: a table ends at the first line that is no row', () => {
    for (const line of settingsTable().split('\n')) expect(line).toMatch(/^\|.*\|$/);
  });

  it('names every setting', () => {
    for (const { variable } of Object.values(SETTINGS)) expect(settingsTable()).toContain(`| \`${variable}\` |`);
  });
});

describe('docs/promises.md', () => {
  const rows = readFileSync('docs/promises.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| promise'))
    .map((line) => line.split(' | '));

  it.each(rows.map(([promise = '', tests = '']) => [promise.slice(2), tests]))('%s: is tested', (_, tests) => {
    const paths = [...tests.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const foldersOf = (folder: string) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`);

  it('says what every part of src is for', () => {
    const folders = ['src', 'src/agent', 'src/delivery'].flatMap(foldersOf);
    expect(folders.filter((folder) => !page.includes(`| \`${folder}/\` |`))).toEqual([]);
  });

  it('names no file that does not exist', () => {
    const named = [...page.matchAll(/`([\w./-]+\.(?:ts|mjs|md|cjs))`/g)].map(([, path = '']) => path);
    const places = (path: string) => [path, `src/agent/${path}`];
    expect(named.filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([]);
  });
});

describe('event.schema.json', () => {
  it('is made from the type of an event (otherwise: npm run docs)', () => {
    expect(readFileSync('event.schema.json', 'utf8')).toBe(eventSchema());
  });
});

describe('docs/api.md', () => {
  it('is made from the doc comments (otherwise: npm run docs)', () => {
    const introduction = readFileSync('scripts/api-intro.md', 'utf8');
    expect(readFileSync('docs/api.md', 'utf8')).toBe(apiPage(introduction));
  });

  it('shows what a user of the package can see: no private members, and values instead of internal names', () => {
    const page = readFileSync('docs/api.md', 'utf8');
    expect(page).not.toMatch(/^ *#\w+[:(]/m);
    expect(page).not.toMatch(/= [A-Z][A-Z_]+\b/);
  });
});

describe('links', () => {
  it.each(documents())('in %s lead to files and headings that exist', (document) => {
    expect(brokenLinks('.', document)).toEqual([]);
  });

  it('are found in text, but not in code, and not when they lead to another site', () => {
    const text =
      'see [a](a.md), [`b`](docs/b.md#some-part) and [c](#c)\n[d](https://example.com) `[e](e.md)`\n```\n[f](f.md)\n```\n';
    expect(linksOf(text)).toEqual([
      { path: 'a.md', anchor: '' },
      { path: 'docs/b.md', anchor: 'some-part' },
      { path: '', anchor: 'c' },
    ]);
  });

  it('go to headings by the names that GitHub gives them', () => {
    expect(
      anchorsOf('# The default: `MCP_X=full`\n## How to add …\n## Twice\n## Twice\n```sh\n# comment\n```\n'),
    ).toEqual(['the-default-mcp_xfull', 'how-to-add-', 'twice', 'twice-1']);
  });
});

describe('a marked section', () => {
  it('is replaced, and nothing around it', () => {
    const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
    const after = writeSection(before, 'x', 'new');
    expect(after).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb');
    expect(readSection(after, 'x')).toBe('new');
  });

  it('must exist', () => {
    expect(() => readSection('nothing', 'x')).toThrow('has no section x');
  });
});
