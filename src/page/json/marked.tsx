/** Text in which what the reader looks for is marked, in any case. */
import type { ComponentChildren } from 'preact';

interface Props {
  readonly text: string;
  /** Empty: nothing is marked. */
  readonly query: string;
}

/** One letter can be in a line ten thousand times. */
const MOST_MARKS = 500;

export function Marked({ text, query }: Props) {
  if (query === '') return <>{text}</>;
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(literally(query))) {
    if (parts.length >= 2 * MOST_MARKS) break;
    parts.push(text.slice(from, index), <mark>{found}</mark>);
    from = index + found.length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

const literally = (query: string): RegExp => new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi');
