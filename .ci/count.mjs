/**
 * Prints "<passed> <failed>" for a vitest JSON report, and a line for each test that failed. A run that failed without
 * a failing test counts as one failure.
 */
import { readFileSync } from 'node:fs';

const [path, status] = process.argv.slice(2);

function count() {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const tests = testResults.flatMap((file) => file.assertionResults);
    const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    const of = (wanted) => tests.filter((test) => test.status === wanted).length;
    return { passed: of('passed'), failed: of('failed') + brokenFiles.length, names: namesIn(testResults) };
  } catch {
    return { passed: 0, failed: 0, names: [] };
  }
}

function namesIn(testResults) {
  return testResults.flatMap(({ name, status: outcome, assertionResults }) => {
    if (outcome === 'failed' && assertionResults.length === 0) return [`${name}: could not be loaded`];
    return assertionResults.filter((test) => test.status === 'failed').map((test) => `${name}: ${test.fullName}`);
  });
}

const { passed, failed, names } = count();
console.log(passed, failed === 0 && status !== '0' ? 1 : failed);
for (const name of names) console.log(name.replace(`${process.cwd()}/`, ''));
