/** `npm run assemble`: WebAssembly in text form as programs, in files that any bundler can include. */
import { readFileSync, writeFileSync } from 'node:fs';
import createWabt from 'wabt';

export interface Assembly {
  readonly source: string;
  readonly target: string;
  readonly name: string;
}

const PIPELINE = 'src/agent/pipeline';

export const ASSEMBLIES: readonly Assembly[] = [
  {
    source: `${PIPELINE}/secrets/prefilter/byte-search.wat`,
    target: `${PIPELINE}/secrets/prefilter/vector-program.ts`,
    name: 'VECTOR_PROGRAM',
  },
  {
    source: `${PIPELINE}/writer/json-quote.wat`,
    target: `${PIPELINE}/writer/quote-program.ts`,
    name: 'QUOTE_PROGRAM',
  },
];

/** What belongs in the target. */
export async function assembled({ source, name }: Assembly): Promise<string> {
  const wabt = await createWabt();
  const file = source.slice(source.lastIndexOf('/') + 1);
  const { buffer } = wabt.parseWat(file, readFileSync(source, 'utf8'), { simd: true }).toBinary({});
  const base64 = Buffer.from(buffer).toString('base64');
  const lines = (base64.match(/.{1,100}/g) ?? []).map((line) => `  '${line}'`);
  return `/** ${file} in base64. Written by \`npm run assemble\`. */\nexport const ${name} =\n${lines.join(' +\n')};\n`;
}

if (import.meta.filename === process.argv[1]) {
  for (const assembly of ASSEMBLIES) writeFileSync(assembly.target, await assembled(assembly));
}
