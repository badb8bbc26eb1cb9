/** Edits of the filter's text: terms added and removed from elsewhere in the page. */
import { filter, go } from './location.js';

/** `tool:search`, with quotation marks where the value needs them. */
export function term(key: string, value: string): string {
  const isPlain = /^[^\s",*\\]+$/.test(value) && !value.startsWith('-');
  return `${key}:${isPlain ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`}`;
}

/** The terms of a filter; a term in quotation marks is one. */
export function termsOf(text: string): readonly string[] {
  return text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}

export function withTerm(text: string, added: string): string {
  const terms = termsOf(text);
  return terms.includes(added) ? text : [...terms, added].join(' ');
}

export function withoutTerm(text: string, removed: string): string {
  return termsOf(text)
    .filter((kept) => kept !== removed)
    .join(' ');
}

export const setFilter = (text: string): void => go({ parameters: { filter: text } });
export const addToFilter = (added: string): void => setFilter(withTerm(filter.peek(), added));
