/** Where in the source something is: `file:line:column`, as an agent reports it. */
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Location {
  /** Relative to the root where it is inside, with slashes. */
  readonly file: string;
  readonly isInside: boolean;
  readonly line: number;
  readonly column: number;
}

const PLACE = /^(.*?):(\d{1,9})(?::(\d{1,9}))?$/s;

export function parseLocation(text: string | null, root: string): Location | undefined {
  const [, path = '', line, column = '1'] = PLACE.exec(text ?? '') ?? [];
  if (line === undefined) return undefined;
  const absolute = pathOf(path);
  const inside = isAbsolute(absolute) ? relative(root, absolute) : absolute;
  const isInside = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  const file = (isInside ? inside : absolute).split(sep).join('/');
  return { file, isInside, line: Number(line), column: Number(column) };
}

function pathOf(text: string): string {
  try {
    return text.startsWith('file:') ? fileURLToPath(text) : text;
  } catch {
    return text;
  }
}

export function locationText(text: string | null, root: string): string {
  const at = parseLocation(text, root);
  return at === undefined ? '' : `${at.file}:${at.line}`;
}
