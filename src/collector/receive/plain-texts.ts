/** Characters that no store keeps alike: SQL ends a text at U+0000, and half of a surrogate pair is no UTF-8. */
import { isEvent, type ReceivedEvent } from './event-shape.js';

/** JSON has them as escapes only. An escaped backslash before one is taken for one too, which costs time and nothing else. */
const UNSTORABLE = /\\u(?:0000|d[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f])/i;

/** The event, `text` as JSON, with U+FFFD in their place. The text itself is kept as it is. */
export function withPlainTexts(event: ReceivedEvent, text: string): ReceivedEvent {
  if (!UNSTORABLE.test(text)) return event;
  const plain: unknown = JSON.parse(text, (_, value) => (typeof value === 'string' ? plainText(value) : value));
  return isEvent(plain) ? plain : event;
}

export function plainText(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd')).toString();
}
