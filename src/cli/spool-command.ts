/** `mcpwatch spool`: what waits on this machine, and what to do with it. */
import { counted } from '../analysis/counted.js';
import { shownAddress } from '../config/endpoint.js';
import { nearest } from '../config/nearest.js';
import { parseConfig, type Settings } from '../config/parse-config.js';
import { MAX_BATCH_BYTES } from '../delivery/batch.js';
import { createDestination } from '../delivery/local/create-destination.js';
import type { Destination } from '../delivery/ship/destination.js';
import { createIntake, type Intake } from '../delivery/spool/adopt/intake.js';
import {
  deleteSegments,
  type Inventory,
  listSegments,
  type WaitingSegment,
} from '../delivery/spool/adopt/inventory.js';
import type { Recipient } from '../delivery/spool/format/recipient.js';
import { isStateLine } from '../delivery/spool/format/state-line.js';
import { batchSizesFor, recipientFor, targetName, targetOf } from '../delivery/target.js';
import { errnoOf } from '../errno.js';
import type { OnDrop } from '../model.js';
import { SDK } from '../version.js';
import type { Command, CommandIo, Flags } from './command.js';
import { parseFlags } from './flags.js';
import { UsageError } from './usage-error.js';

interface Request {
  readonly io: CommandIo;
  readonly dir: string;
  readonly settings: Settings;
  readonly isAll: boolean;
  readonly inventory: Inventory;
}

const ACTIONS: Readonly<Record<string, (request: Request) => Promise<number>>> = { list, ship, clear };

const FLAGS = {
  all: {
    type: 'boolean',
    meaning: 'clear: also delete events that processes outside this machine or container may still need',
  },
} as const satisfies Flags;

export const spoolCommand = {
  meta: {
    usage: '[list | ship | clear [--all]]',
    words: ['list', 'ship', 'clear'],
    flags: FLAGS,
    details: [
      'list   shows the events that wait, for which endpoint, and whether the process that wrote them still runs\n' +
        'ship   delivers the events that ended processes left for the configured endpoint and key\n' +
        'clear  deletes the events that ended processes left',
    ],
    examples: ['mcpwatch spool', 'mcpwatch spool ship', 'mcpwatch spool clear'],
    exitCodes: [
      ['0', 'done, even when nothing was waiting'],
      ['1', 'there is no spool, or the endpoint did not accept the events'],
    ],
  },
  async run(args, io) {
    const { action, isAll } = readArguments(args);
    const { settings, problems } = parseConfig(io.env);
    for (const { variable, message } of problems) io.say(`${variable}: ${message}`);
    if (settings.spool.kind === 'memory') {
      io.say('there is no spool: MCPWATCH_SPOOL is off, or the user has no home folder');
      return 1;
    }
    const { dir } = settings.spool;
    const inventory = await readFolder(dir);
    if (typeof inventory === 'string') {
      if (inventory !== 'ENOENT') {
        io.say(`MCPWATCH_SPOOL_DIR: ${dir} cannot be read (${inventory})`);
        return 1;
      }
      io.stdout.write(`nothing waits in ${dir}\n`);
      return 0;
    }
    for (const { path, why } of inventory.foreign) io.say(`${path} is left alone: ${why}`);
    return action({ io, dir, settings, isAll, inventory });
  },
} satisfies Command;

/** Or the code of the error: `ENOENT` where there is no such folder. */
async function readFolder(dir: string): Promise<Inventory | string> {
  try {
    return await listSegments(dir);
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return code;
  }
}

function readArguments(args: readonly string[]): { action: (request: Request) => Promise<number>; isAll: boolean } {
  const { positionals, values } = parseFlags({ args, flags: FLAGS, allowWords: true });
  const [name = 'list', ...others] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || others.length > 0) {
    const meant = nearest(name, Object.keys(ACTIONS));
    throw new UsageError(
      `expected one of ${Object.keys(ACTIONS).join(', ')}, got ${JSON.stringify(positionals.join(' '))}${meant === undefined || meant === name ? '' : `; did you mean ${meant}?`}`,
    );
  }
  return { action, isAll: values.all ?? false };
}

const OWNERS: Readonly<Record<WaitingSegment['owner'], string>> = {
  alive: 'running',
  dead: 'ended',
  unknown: 'not known from here',
};

async function list({ io, dir, inventory }: Request): Promise<number> {
  const segments = inventory.segments.filter(
    ({ events, isMetrics, owner }) => events > 0 || isMetrics || owner === 'alive',
  );
  for (const { recipient, events, isMetrics, bytes, ageMs, pid, owner } of segments) {
    const size = `${Math.ceil(bytes / 1024)} KB, ${minutes(ageMs)}`;
    const key = recipient.keyHash === '' ? 'no key' : `key #${recipient.keyHash}`;
    io.stdout.write(
      `${isMetrics ? 'last metrics' : counted(events, 'event')} (${size}) for ${addressee(recipient)} (${key}); process ${pid}: ${OWNERS[owner]}\n`,
    );
  }
  const total = segments.reduce((sum, { events }) => sum + events, 0);
  const isEmpty = total === 0 && !segments.some(({ isMetrics }) => isMetrics);
  io.stdout.write(`${isEmpty ? 'nothing waits' : `${counted(total, 'event waits', 'events wait')}`} in ${dir}\n`);
  return 0;
}

function addressee({ kind, endpoint }: Recipient): string {
  if (kind === 'otlp') return `OTLP at ${endpoint.split(' ').map(shownAddress).join(' and ')}`;
  return kind === 'local' ? 'mcpwatch dev' : endpoint;
}

async function ship({ io, dir, settings }: Request): Promise<number> {
  const target = targetOf(settings);
  const name = targetName(target);
  const wanted = recipientFor(target);
  const onDrop: OnDrop = (reason, count) => io.say(`${counted(count, 'event')} could not be used (${reason})`);
  const intake = createIntake({ dir, isWanted: ({ id }) => id === wanted.id, onDrop, onProblem: () => {} });
  await intake.adopt();
  const destination = createDestination(target, SDK, io.env);
  try {
    const { shipped, failure } = await empty(intake, destination, batchSizesFor(target, settings).most, onDrop);
    if (failure === undefined) io.stdout.write(`${counted(shipped, 'event')} delivered to ${name}\n`);
    else io.say(`${name} did not take the events (${failure}); ${shipped} are delivered, the rest waits in ${dir}`);
    return failure === undefined ? 0 : 1;
  } finally {
    destination.close();
  }
}

/** Until nothing is left, or a batch is not accepted: it is kept, whatever the reason, for the next attempt. */
async function empty(
  intake: Intake,
  destination: Destination,
  maxEvents: number,
  onDrop: OnDrop,
): Promise<{ readonly shipped: number; readonly failure: string | undefined }> {
  let shipped = 0;
  const limit = { events: maxEvents, bytes: MAX_BATCH_BYTES };
  for (let batch = intake.nextBatch(limit); batch !== undefined; batch = intake.nextBatch(limit)) {
    const outcome = await destination.send(batch.lines);
    if (outcome.status !== 'delivered') return { shipped, failure: outcome.why };
    shipped += batch.lines.filter((line) => !isStateLine(line)).length - outcome.refused;
    intake.ack(batch);
    if (outcome.refused > 0) onDrop('rejected', outcome.refused);
  }
  return { shipped, failure: undefined };
}

async function clear({ io, dir, isAll, inventory: { segments } }: Request): Promise<number> {
  const chosen = segments.filter(({ owner }) => owner === 'dead' || (isAll && owner === 'unknown'));
  const events = deleteSegments(chosen);
  const kept = segments.length - chosen.length;
  const rest = kept === 0 ? '' : `; ${counted(kept, 'segment')} of other processes left`;
  io.stdout.write(`${counted(events, 'event')} deleted from ${dir}${rest}\n`);
  return 0;
}

function minutes(ageMs: number): string {
  const total = Math.max(0, Math.round(ageMs / 60_000));
  return total < 120 ? `${total} min old` : `${Math.round(total / 60)} h old`;
}
