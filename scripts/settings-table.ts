/** The table in docs/settings.md, from the rows and comments of src/config/settings.ts. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { SETTINGS } from '../src/config/settings.ts';

interface RowText {
  readonly meaning: string;
  /** From `@defaultValue`. */
  readonly shownDefault: string | undefined;
}

/** A cell is one line: a comment that goes on below is joined. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

export function settingsTable(): string {
  const texts = rowTexts();
  const rows = Object.entries(SETTINGS).map(([name, { variable, fallback }]) => {
    const { meaning, shownDefault } = texts.get(name) ?? noText(name);
    return `| \`${variable}\` | ${cell(shownDefault ?? defaultOf(fallback))} | ${cell(meaning)} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

function noText(name: string): never {
  throw new Error(`src/config/settings.ts: the row ${name} has no comment`);
}

function defaultOf(fallback: unknown): string {
  if (fallback === undefined) return '–';
  if (typeof fallback === 'boolean') return fallback ? 'on' : 'off';
  return typeof fallback === 'string' ? `\`${fallback}\`` : String(fallback);
}

/** What is written above each row, by the row's name. */
export function rowTexts(): ReadonlyMap<string, RowText> {
  const path = 'src/config/settings.ts';
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts = new Map<string, RowText>();
  const visit = (node: ts.Node): void => {
    const [doc] = ts.isPropertyAssignment(node) ? ts.getJSDocCommentsAndTags(node) : [];
    if (doc !== undefined && ts.isJSDoc(doc) && ts.isPropertyAssignment(node)) {
      const tag = doc.tags?.find(({ tagName }) => tagName.text === 'defaultValue');
      const shownDefault = tag === undefined ? undefined : ts.getTextOfJSDocComment(tag.comment);
      texts.set(node.name.getText(), { meaning: ts.getTextOfJSDocComment(doc.comment) ?? '', shownDefault });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
