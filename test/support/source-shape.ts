/** Counts on a source's syntax tree: the length of its functions, and its type assertions. */
import ts from 'typescript';
import type { Source } from './imports.js';

export interface FunctionShape {
  /** `src/cli/main.ts:12 run`. */
  readonly place: string;
  readonly lines: number;
}

const treeOf = ({ path, text }: Source) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

function visitAll(source: Source, visit: (node: ts.Node, tree: ts.SourceFile) => void): void {
  const tree = treeOf(source);
  const walk = (node: ts.Node): void => {
    visit(node, tree);
    ts.forEachChild(node, walk);
  };
  walk(tree);
}

export const linesOf = ({ text }: Source): number => text.trimEnd().split('\n').length;

/** Every function, method, accessor and arrow function with a body, including the functions nested in it. */
export function functionsOf(source: Source): readonly FunctionShape[] {
  const found: FunctionShape[] = [];
  visitAll(source, (node, tree) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const first = tree.getLineAndCharacterOfPosition(node.getStart()).line;
    const last = tree.getLineAndCharacterOfPosition(node.end).line;
    const name = ts.getNameOfDeclaration(node)?.getText() ?? '(anonymous)';
    found.push({ place: `${source.path}:${first + 1} ${name}`, lines: last - first + 1 });
  });
  return found;
}

/** `value as Type`, `<Type>value` and `value!`; `as const` asserts nothing. */
export function castsOf(source: Source): readonly string[] {
  const found: string[] = [];
  visitAll(source, (node, tree) => {
    const isCast =
      (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) ||
      ts.isTypeAssertionExpression(node) ||
      ts.isNonNullExpression(node);
    if (!isCast) return;
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${source.path}:${line + 1} ${node.getText().split('\n')[0]}`);
  });
  return found;
}

export function anysOf(source: Source): readonly string[] {
  const found: string[] = [];
  visitAll(source, (node, tree) => {
    if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
    found.push(`${source.path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
  });
  return found;
}

/** The value below which `share` of `values` lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Import cycles, each as a list of files; `graph` maps each file to the files that it imports. */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push(trail.slice(at));
      return;
    }
    if (finished.has(file)) return;
    for (const imported of graph.get(file) ?? []) walk(imported, [...trail, file]);
    finished.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return cycles;
}
