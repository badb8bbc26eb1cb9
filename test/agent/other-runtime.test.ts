/** A runtime that loads the preload but is not Node (#9 B1). `npm run test:matrix` starts the real Deno and Bun. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../support/program.js';
import { REGISTER_CJS, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Node with the version of another runtime beside its own, as Deno and Bun have both. */
function pretend(versions: Readonly<Record<string, string>>): string {
  const path = join(temporaryFolder(), 'pretend.cjs');
  const merged = `{ ...process.versions, ...${JSON.stringify(versions)} }`;
  writeFileSync(path, `Object.defineProperty(process, 'versions', { value: ${merged} });`);
  return path;
}

const PROGRAM = `
  const kept = [require('module').prototype.require, require('module').prototype._compile].map((it) => it.name + it.length);
  console.log(JSON.stringify([kept, globalThis[Symbol.for('mcpwatch')] === undefined, process.listenerCount('exit')]));`;

describe.each([
  ['Deno', { deno: '2.9.6' }],
  ['Bun', { bun: '1.4.5' }],
])('in %s', (name, versions) => {
  it.each([
    ['--require', REGISTER_CJS],
    ['--import', REGISTER_MJS],
  ])('%s installs nothing and says so in one line', async (flag, register) => {
    const foreign = ['--require', pretend(versions)];
    const plain = await run(process.execPath, [...foreign, '-e', PROGRAM]);
    const watched = await run(process.execPath, [...foreign, flag, register, '-e', PROGRAM]);
    expect(watched).toEqual({
      ...plain,
      stderr: `mcpwatch: nothing is watched in this process: it runs in ${name} ${Object.values(versions)[0]}, and mcpwatch observes Node.js only\n`,
    });
  });

  it.each([{ MCPWATCH_LOG: 'off' }, { MCPWATCH_LOG: 'error' }, { MCPWATCH_DISABLED: '1' }])(
    'says nothing with %j',
    async (env) => {
      const args = ['--require', pretend(versions), '--require', REGISTER_CJS, '-e', '0'];
      expect(await run(process.execPath, args, { env: { ...process.env, ...env } })).toMatchObject({
        code: 0,
        stderr: '',
      });
    },
  );
});
