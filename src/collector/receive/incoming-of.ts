/** Reads out of an event, on arrival, all that the store keeps beside its text. */
import { problemOf } from '../../analysis/problems/problem.js';
import type { Incoming } from '../store/incoming.js';
import { catalogueSeen } from './catalogue-seen.js';
import type { ReceivedEvent } from './event-shape.js';
import { plainText, withPlainTexts } from './plain-texts.js';
import { registrationsIn } from './registrations-in.js';
import { rowDraft } from './row-draft.js';

export function incomingOf(received: ReceivedEvent, text: string): Incoming {
  const event = withPlainTexts(received, text);
  const draft = rowDraft(event);
  const problem = problemOf(draft, event.attributes);
  return {
    draft: { ...draft, problem_id: problem?.problem_id ?? null },
    text,
    problem,
    catalogue: catalogueSeen(event, draft.started_ms),
    registrations: registrationsIn(event),
    lost: lostIn(event.attributes),
  };
}

const LOST = 'mcpwatch.dropped.';

function lostIn(attributes: Readonly<Record<string, string>>): Readonly<Record<string, number>> | null {
  const lost = Object.entries(attributes).flatMap(([name, value]) => {
    const count = name.startsWith(LOST) ? Number(value) : 0;
    return count > 0 && Number.isSafeInteger(count)
      ? [[plainText(name.slice(LOST.length, LOST.length + 40)), count] as const]
      : [];
  });
  return lost.length === 0 ? null : Object.fromEntries(lost);
}
