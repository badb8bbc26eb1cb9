/** Terms of a filter's text (docs/dev.md, "The filter"). */

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
