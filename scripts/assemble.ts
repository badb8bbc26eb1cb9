/** `npm run assemble`: byte-search.wat as WebAssembly, in a file that any bundler can include. */
import { readFileSync, writeFileSync } from 'node:fs';
import createWabt from 'wabt';

const FOLDER = 'src/agent/pipeline/secrets/prefilter';
export const PROGRAM_FILE = `${FOLDER}/vector-program.ts`;

/** What belongs in `PROGRAM_FILE`. */
export async function vectorProgram(): Promise<string> {
  const wabt = await createWabt();
  const { buffer } = wabt
    .parseWat('byte-search.wat', readFileSync(`${FOLDER}/byte-search.wat`, 'utf8'), { simd: true })
    .toBinary({});
  const base64 = Buffer.from(buffer).toString('base64');
  const lines = (base64.match(/.{1,100}/g) ?? []).map((line) => `  '${line}'`);
  return (
    '/** byte-search.wat in base64. Written by `npm run assemble`. */\n' +
    `export const VECTOR_PROGRAM =\n${lines.join(' +\n')};\n`
  );
}

if (import.meta.filename === process.argv[1]) writeFileSync(PROGRAM_FILE, await vectorProgram());
