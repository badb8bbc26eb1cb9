/** Turns the file of a dead owner's calls into a segment with the events of those that were open. */
import { closeSync, unlinkSync } from 'node:fs';
import { readOpenCalls } from '../format/begun-calls.js';
import { type OpenFile, openFile } from '../format/open-segment.js';
import { formatHeader } from '../format/segment-header.js';
import { replaceFile } from '../write/replace-file.js';

/**
 * `path`: the file, which this adopter has taken and whose ended calls are marked. `diedAtMs`: the last sign of life of its
 * owner. Returns whether there is a segment now; without open calls the file is deleted. Whoever takes over from an adopter
 * that dies in here does it again, or finds it done. Throws when the disk does not allow it.
 */
export function reportDiedCalls(path: string, diedAtMs: number): boolean {
  const opened = openFile(path);
  if (opened.status !== 'open') return false;
  // An earlier adopter got as far as this.
  if (!opened.header.hasSlots) return closed(opened, true);
  const lines = readOpenCalls(opened.fd).map(({ call }) => JSON.stringify(call.eventAt(diedAtMs)));
  closed(opened, false);
  if (lines.length === 0) {
    unlinkSync(path);
    return false;
  }
  replaceFile(path, `${formatHeader(opened.header.recipient, diedAtMs)}${lines.join('\n')}\n`, 'wx');
  return true;
}

function closed({ fd }: OpenFile, answer: boolean): boolean {
  closeSync(fd);
  return answer;
}
