/** Prints "<passed> <failed>" for a vitest JSON report. A run that failed without a failing test counts as one failure. */
import { readFileSync } from 'node:fs';

const [path, status] = process.argv.slice(2);

function count() {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const tests = testResults.flatMap((file) => file.assertionResults);
    const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    const of = (wanted) => tests.filter((test) => test.status === wanted).length;
    return { passed: of('passed'), failed: of('failed') + brokenFiles.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const { passed, failed } = count();
console.log(passed, failed === 0 && status !== '0' ? 1 : failed);
