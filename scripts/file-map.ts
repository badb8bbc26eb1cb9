/** CONTRIBUTING's map of files: each with the first sentence of its first comment. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['src', 'fixtures', 'scripts', 'bench'];
const MAPPED = /(?<!\.d)\.(ts|mjs|cjs)$/;

/** The first sentence of the first doc comment, on one line. */
export function firstSentence(source: string): string {
  const comment = source.match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? '';
  const text = comment
    .replaceAll(/^[ \t]*\*/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.match(/^.*?[.:](?= [A-Z`]|$)/)?.[0].replace(/[.:]$/, '') ?? text;
}

/** Markdown reads `<` as the start of a tag, except in code. */
function cell(text: string): string {
  const parts = text.replaceAll('|', '\\|').split('`');
  return parts.map((part, at) => (at % 2 === 1 ? part : part.replaceAll('<', '&lt;'))).join('`');
}

export function fileMap(): string {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => MAPPED.test(name))
      .map((name) => join(folder, name).replaceAll('\\', '/'))
      .sort(),
  );
  const rows = paths.map((path) => `| \`${path}\` | ${cell(firstSentence(readFileSync(path, 'utf8')))} |`);
  return ['| file | holds |', '|---|---|', ...rows].join('\n');
}
