/** The size and shape of the sources (#8): small files, short functions, few assertions, no cycles. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, type Source, sourcesIn } from './support/imports.js';
import { anysOf, castsOf, cyclesIn, functionsOf, linesOf, quantile } from './support/source-shape.js';

/** A file or a function that outgrows these is divided. */
const LIMITS = {
  medianFileLines: 80,
  fileLines: 250,
  p90FunctionLines: 20,
  functionLines: 80,
  castsPerThousandLines: 4,
};

const sources = sourcesIn('src');
const functions = sources.flatMap(functionsOf);
const over = <T extends { readonly lines: number }>(items: readonly T[], limit: number) =>
  items.filter(({ lines }) => lines > limit);

const graphOf = (files: readonly Source[]) =>
  new Map(
    files.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts')),
    ]),
  );

describe('the shape of src', () => {
  it(`has no file over ${LIMITS.fileLines} lines, and a median of at most ${LIMITS.medianFileLines}`, () => {
    const files = sources.map((source) => ({ path: source.path, lines: linesOf(source) }));
    expect(over(files, LIMITS.fileLines)).toEqual([]);
    const median = quantile(
      files.map(({ lines }) => lines),
      0.5,
    );
    expect(median).toBeLessThanOrEqual(LIMITS.medianFileLines);
  });

  it(`has no function over ${LIMITS.functionLines} lines, and nine in ten have at most ${LIMITS.p90FunctionLines}`, () => {
    expect(over(functions, LIMITS.functionLines)).toEqual([]);
    const p90 = quantile(
      functions.map(({ lines }) => lines),
      0.9,
    );
    expect(p90).toBeLessThanOrEqual(LIMITS.p90FunctionLines);
  });

  it(`has at most ${LIMITS.castsPerThousandLines} type assertions per 1,000 lines`, () => {
    const lines = sources.reduce((sum, source) => sum + linesOf(source), 0);
    const casts = sources.flatMap(castsOf);
    expect({ casts, perThousand: (casts.length / lines) * 1000 }).toEqual({
      casts,
      perThousand: expect.toSatisfy((rate: number) => rate <= LIMITS.castsPerThousandLines),
    });
  });

  it('has no `any`', () => {
    expect(sources.flatMap(anysOf)).toEqual([]);
  });

  it('has no import cycle, type imports included', () => {
    expect(cyclesIn(graphOf(sources))).toEqual([]);
  });
});

/** A count that finds nothing would always pass. */
describe('the counts', () => {
  const text = `
    const a = value as unknown as Text;
    const b = [1] as const;
    const c = found!;
    const d: any = 1;
    function outer() {
      const inner = () => {
        return 1;
      };
    }`;
  const source: Source = { path: 'src/a.ts', text };

  it('find type assertions, but not `as const`', () => {
    expect(castsOf(source)).toEqual([
      'src/a.ts:2 value as unknown as Text',
      'src/a.ts:2 value as unknown',
      'src/a.ts:4 found!',
    ]);
  });

  it('find `any`', () => {
    expect(anysOf(source)).toEqual(['src/a.ts:5']);
  });

  it('count a function including the functions nested in it', () => {
    expect(functionsOf(source)).toEqual([
      { place: 'src/a.ts:6 outer', lines: 5 },
      { place: 'src/a.ts:7 inner', lines: 3 },
    ]);
  });

  it('find a cycle of type imports', () => {
    const graph = graphOf([
      { path: 'src/a.ts', text: "import type { B } from './b.js';" },
      { path: 'src/b.ts', text: "import { a } from './a.js';" },
    ]);
    expect(cyclesIn(graph)).toEqual([['src/a.ts', 'src/b.ts']]);
  });
});
