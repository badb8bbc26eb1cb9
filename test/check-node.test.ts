/** scripts/check-node.mjs, which runs before every script of package.json. */
import { describe, expect, it } from 'vitest';
import { run } from './support/program.js';

/** Runs the check with `version` as the version of Node. */
const checkOn = (version: string) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  return run(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    'scripts/check-node.mjs',
  ]);
};

describe('the check before every script', () => {
  it('says what is missing and how to install it when Node is too old', async () => {
    const { code, stderr } = await checkOn('20.20.2');
    expect(code).toBe(1);
    expect(stderr).toContain('This script runs on Node 20.20.2');
    expect(stderr).toContain('npm ci --ignore-scripts=false');
  });

  it.each(['24.0.0', '26.10.0'])('prints nothing on Node %s', async (version) => {
    expect(await checkOn(version)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });
});
