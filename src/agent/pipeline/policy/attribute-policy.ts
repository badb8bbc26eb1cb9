/** Attributes as `shape` and `off` let them out: identifiers and positions in code, but no text and no values. */
import { lengthOf, withoutQuery } from './payload-policy.js';

type Attributes = Readonly<Record<string, string>>;

/** Text that the host or the client wrote: a message quotes what it complains about. */
const FREE_TEXT = /(?:^|[._])(?:message|reason|description|body|text|detail|cause|errors|data)$/;
const STACK = /(?:^|[._])(?:stack|stacktrace)$/;
/** The name of a class or a code; an error's name is whatever the host set it to. */
const TYPE = /(?:^|[._])(?:type|name|class)$/;
const CLASS_NAME = /^[\w$.:-]{0,64}$/;
/** One word without `@`: an id, a method, a version, an address. */
const IDENTIFIER = /^[^\s"'{}[\]@]{0,128}$/;

/** `message` is the event's own, to which a stack may belong. */
export function attributesWithoutValues(attributes: Attributes, message: string | null): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    out[name] = withoutValue(name, typeof value === 'string' ? value : String(value), attributes, message ?? '');
  }
  return out;
}

/** Names and sizes of what a server offers. Resources have addresses in place of names. */
const LIST_ENTRIES = 'mcpwatch.list.entries';

/** Positions in the host's code, written by us. */
const PLACES: ReadonlySet<string> = new Set([
  'mcpwatch.registered_at',
  'mcpwatch.list.registered_at',
  'mcpwatch.stdout.location',
]);

function namesAndSizes(text: string): string {
  try {
    const entries: unknown[][] = JSON.parse(text);
    return JSON.stringify(entries.map(([name, ...sizes]) => [withoutQuery(String(name)), ...sizes.map(Number)]));
  } catch {
    return lengthOf(text);
  }
}

function withoutValue(name: string, text: string, attributes: Attributes, message: string): string {
  if (name === LIST_ENTRIES) return namesAndSizes(text);
  if (PLACES.has(name)) return text;
  if (STACK.test(name)) return framesOf(text, messageBeside(name, attributes, message));
  if (FREE_TEXT.test(name)) return lengthOf(text);
  if (TYPE.test(name)) return CLASS_NAME.test(text) ? text : lengthOf(text);
  const plain = withoutQuery(text);
  return IDENTIFIER.test(plain) ? plain : lengthOf(text);
}

/** `exception.stacktrace` is beside `exception.message`, or belongs to the event's own message. */
function messageBeside(name: string, attributes: Attributes, eventMessage: string): string {
  const message: unknown = attributes[name.replace(/\w+$/, 'message')];
  return typeof message === 'string' ? message : eventMessage;
}

const MAX_STACK = 16_384;
const MAX_FRAMES = 100;
/** What V8 and Node put before the message: `TypeError: `, `Error [ERR_X]: `. */
const BEFORE_MESSAGE = /^(?:[\w$.]{1,64}(?: \[\w{1,64}\])?(?:: )?)?$/;

/**
 * The frames of a stack, which begin where its message ends: a line of the message may look like a frame. Where the
 * message is not at the beginning, nothing is known to be a frame.
 */
function framesOf(stack: string, message: string): string {
  const firstLine = stack.indexOf('\n');
  const at = message === '' ? firstLine : stack.slice(0, firstLine + message.length).indexOf(message);
  if (at < 0 || !BEFORE_MESSAGE.test(stack.slice(0, at))) return lengthOf(stack);
  const end = at + message.length;
  if (stack[end] !== '\n') return lengthOf(stack);
  const lines = stack.slice(end + 1, end + MAX_STACK).split('\n', MAX_FRAMES);
  const last = lines.findIndex((line) => !/^\s{1,8}at \S/.test(line));
  return lines.slice(0, last < 0 ? lines.length : last).join('\n');
}
