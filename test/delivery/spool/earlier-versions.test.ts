/** Segments that earlier versions have left are still delivered. The files were written by the published versions. */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Adopter } from '../../../src/delivery/spool/adopt/adopt.js';
import { otlpRecipient, type Recipient } from '../../../src/delivery/spool/format/recipient.js';
import { inProject } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { drain, HERE, segmentsIn, spoolProcess } from './spool-fixture.js';

/** Of a server that was killed; within the time that events may wait. */
const LEFT_AT = Date.parse('2026-11-26T05:27:37Z');

async function heirOf(recipient: Recipient) {
  const dir = temporaryFolder();
  const from = inProject('test/delivery/spool/version-0.1.0');
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(dir, name));
  const heir = spoolProcess(dir, { recipient, now: () => LEFT_AT });
  const { owner, problems } = heir;
  const adopter = new Adopter({
    dir,
    owner,
    isWanted: ({ id }) => id === recipient.id,
    recipientId: recipient.id,
    onProblem: (text) => problems.push(text),
    liveness: async () => 'dead',
  });
  const backlog = heir.backlog();
  for (const name of await adopter.adopt()) backlog.add(name);
  return { delivered: await drain(backlog), left: segmentsIn(dir), problems };
}

describe('a segment of version 0.1.0', () => {
  it('is adopted by a process that sends to the same endpoint', async () => {
    const { delivered, left, problems } = await heirOf(HERE);
    expect(delivered).toHaveLength(4);
    expect([left, problems]).toEqual([[], []]);
  });

  it('is left alone by one that sends there over OTLP', async () => {
    const { delivered, left } = await heirOf(otlpRecipient([HERE.endpoint], ''));
    expect(delivered).toEqual([]);
    expect(left).toHaveLength(1);
  });
});
