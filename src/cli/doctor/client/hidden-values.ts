/**
 * The text of a client's configuration without what may be a secret: the values of "env" and "headers", arguments that
 * are not known to be harmless, addresses with a query, and whatever has the name of a secret.
 */
import { type Node, parseTree } from 'jsonc-parser';
import { SECRET_NAME } from '../mask.js';
import { isHarmless } from '../shown-command.js';

const HIDDEN = '"<not shown>"';
/** Settings that are no secrets are what the reader came for. */
const SHOWN = /^(?:MCPWATCH_(?!API_KEY)|NODE_OPTIONS$|NODE_ENV$|PATH$)/;

export function withoutValues(text: string): { readonly text: string; readonly hidden: number } {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const hidden = tree === undefined ? [] : secretsIn(tree);
  const backwards = [...hidden].sort((a, b) => b.offset - a.offset);
  const shown = backwards.reduce(
    (before, { offset, length }) => before.slice(0, offset) + HIDDEN + before.slice(offset + length),
    text,
  );
  return { text: shown, hidden: hidden.length };
}

function secretsIn(node: Node): readonly Node[] {
  if (node.type !== 'property') return (node.children ?? []).flatMap(secretsIn);
  const [key, value] = node.children ?? [];
  if (value === undefined) return [];
  const name = String(key?.value);
  if (name === 'env' || name === 'headers') return valuesOf(value);
  if (name === 'args') return argumentsOf(value);
  if (value.type !== 'string') return secretsIn(value);
  const isSecret = SECRET_NAME.test(name) || /^https?:\/\/[^\s]*[?@]/.test(String(value.value));
  return isSecret ? [value] : [];
}

function valuesOf({ children = [] }: Node): readonly Node[] {
  return children.flatMap(({ children: [key, value] = [] }) =>
    value === undefined || SHOWN.test(String(key?.value)) ? [] : [value],
  );
}

function argumentsOf({ children = [] }: Node): readonly Node[] {
  const words = children.map(({ value }) => String(value));
  return children.filter((_, at) => !isHarmless(words[at] ?? '', words[at - 1]));
}
