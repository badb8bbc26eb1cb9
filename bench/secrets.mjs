/**
 * Measures redaction, and writes the result to docs/privacy.md: how many samples of every known form and place leak, how
 * many files of node_modules are altered, and what it costs per KB, with 40,000 attacks. Takes some minutes.
 *
 *   npm run bench:secrets [folder of text files]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { writeSection } from '../scripts/marked-section.ts';
import { writtenOutMethods } from '../scripts/written-out-methods-plugin.ts';

const DOCUMENT = 'docs/privacy.md';

const { outputFiles } = await build({
  entryPoints: [new URL('../scripts/secrets/measure.ts', import.meta.url).pathname],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  plugins: [writtenOutMethods],
});
const { measure } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);

const table = measure(process.argv[2] ?? 'node_modules');
console.log(table);
writeFileSync(DOCUMENT, writeSection(readFileSync(DOCUMENT, 'utf8'), 'measured', table));
