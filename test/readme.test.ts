import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiPage } from '../scripts/api-page.js';
import { eventSchema } from '../scripts/event-schema.js';
import { fileMap, firstSentence } from '../scripts/file-map.js';
import { readSection, writeSection } from '../scripts/marked-section.js';
import { settingsTable } from '../scripts/settings-table.js';
import { SETTINGS } from '../src/config.js';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const readme = readFileSync('README.md', 'utf8');

/** Targets of links that are files here, without their `#part`. */
const fileLinks = (document: string) =>
  [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) =>
    join(dirname(document), target ?? ''),
  );

describe('README', () => {
  it('has the table of settings that the code has (otherwise: npm run docs)', () => {
    expect(readSection(readme, 'settings')).toBe(settingsTable());
  });

  it('names every setting', () => {
    for (const { variable } of Object.values(SETTINGS)) expect(settingsTable()).toContain(`| \`${variable}\` |`);
  });

  it('has its parts in the order in which a newcomer needs them', () => {
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'What it looks like',
      'Install',
      'See it work',
      'What is captured',
      'Settings',
      'Promises',
      'Supported versions',
      'Event format',
      'How it works',
      'Troubleshooting',
    ]);
  });
});

describe('CONTRIBUTING', () => {
  it('has the map of the files that there are (otherwise: npm run docs)', () => {
    expect(readSection(readFileSync('CONTRIBUTING.md', 'utf8'), 'files')).toBe(fileMap());
  });

  it.each([
    ['/** One line. More. */\nx', 'One line'],
    [
      "import a from 'a';\n\n/**\n * Over two\n * lines, e.g. like\n * this: `x` and more.\n */",
      'Over two lines, e.g. like this',
    ],
    ['/** The version 1.2 of it */', 'The version 1.2 of it'],
    ['no comment', ''],
  ])('takes from %j the sentence %j', (source, sentence) => {
    expect(firstSentence(source)).toBe(sentence);
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
});

describe.each(DOCUMENTS)('%s', (document) => {
  it('links only to files that are there', () => {
    expect(fileLinks(document).filter((target) => !existsSync(target))).toEqual([]);
  });
});

describe('a marked section', () => {
  it('is replaced, and nothing around it', () => {
    const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
    const after = writeSection(before, 'x', 'new');
    expect(after).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb');
    expect(readSection(after, 'x')).toBe('new');
  });

  it('must be there', () => {
    expect(() => readSection('nothing', 'x')).toThrow('no section x');
  });
});
