import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFolder } from '../../../../src/delivery/spool/format/folder.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const modeOf = (path: string) => lstatSync(path).mode & 0o777;

describe('the spool folder', () => {
  it('is made with its parents, private to the user', () => {
    const dir = join(temporaryFolder(), 'state', 'mcpwatch');
    expect(openFolder(dir)).toEqual({ status: 'ready' });
    expect(modeOf(dir)).toBe(0o700);
    expect(openFolder(dir)).toEqual({ status: 'ready' });
  });

  it('is made private when it was found empty', () => {
    const dir = join(temporaryFolder(), 'volume');
    mkdirSync(dir, { mode: 0o755 });
    expect(openFolder(dir)).toEqual({ status: 'ready' });
    expect(modeOf(dir)).toBe(0o700);
  });

  it('keeps its mode when it holds other files', () => {
    const dir = temporaryFolder();
    chmodSync(dir, 0o755);
    writeFileSync(join(dir, 'index.html'), '');
    expect(openFolder(dir)).toEqual({ status: 'ready' });
    expect(modeOf(dir)).toBe(0o755);
  });

  it.each([
    ['a symbolic link', (dir: string) => symlinkSync(temporaryFolder(), dir), 'is a symbolic link'],
    ['a file', (dir: string) => writeFileSync(dir, ''), 'is not a folder'],
    ['writable by others', makeOpenToAll, 'can be written by other users'],
  ])('is refused, with the reason, when it is %s', (_, make, reason) => {
    const dir = join(temporaryFolder(), 'spool');
    make(dir);
    expect(openFolder(dir)).toEqual({ status: 'refused', why: `${dir} ${reason}` });
  });

  it('is refused when it belongs to somebody else', () => {
    const dir = temporaryFolder();
    const stranger = (process.getuid?.() ?? 0) + 1;
    expect(openFolder(dir, stranger)).toEqual({
      status: 'refused',
      why: `${dir} belongs to another user (${process.getuid?.()})`,
    });
  });

  it('is refused, and does not hang, where nothing can be made', () => {
    expect(openFolder('/proc/mcpwatch/spool').status).toBe('refused');
    expect(openFolder('/dev/null/spool').status).toBe('refused');
  });
});

function makeOpenToAll(dir: string): void {
  mkdirSync(dir);
  chmodSync(dir, 0o777);
}
