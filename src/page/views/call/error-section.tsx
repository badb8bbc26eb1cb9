/** What went wrong: the message, its causes, and where. */
import { useState } from 'preact/hooks';
import type { EventDetail, ExceptionCause } from '../../api/types.js';
import { counted } from '../../format/quantity.js';
import { WithMarkers } from '../../json/markers.js';
import { Section } from './section.js';
import { framesOf, groupFrames } from './stack.js';

export function ErrorSection({ detail }: { readonly detail: EventDetail }) {
  const { row, exception, attributes } = detail;
  const data = attributes['mcpwatch.error.data'];
  return (
    <Section title="Error">
      <div class="error-block">
        {row.error_message !== null && (
          <p class="error-message">
            <WithMarkers text={row.error_message} />
          </p>
        )}
        <p class="secondary">
          {row.error_type !== null && <code>{row.error_type}</code>}
          {row.error_code !== null && <> · JSON-RPC {row.error_code}</>}
        </p>
        {data !== undefined && <pre class="wrap">{data}</pre>}
        {exception !== null && <Cause cause={exception} isFirst message={row.error_message} />}
        {exception?.cause.map((cause, index) => (
          <Cause key={index} cause={cause} isFirst={false} message={null} />
        ))}
      </div>
    </Section>
  );
}

interface CauseProps {
  readonly cause: ExceptionCause;
  readonly isFirst: boolean;
  /** Already shown above. */
  readonly message: string | null;
}

function Cause({ cause, isFirst, message }: CauseProps) {
  return (
    <div class={isFirst ? 'cause' : 'cause cause-inner'}>
      <p>
        {!isFirst && <span class="secondary">caused by </span>}
        {cause.type !== null && <code>{cause.type}</code>}
        {cause.message !== null && cause.message !== message && <span> {cause.message}</span>}
      </p>
      {cause.stacktrace !== null && <Stack stack={cause.stacktrace} />}
    </div>
  );
}

function Stack({ stack }: { readonly stack: string }) {
  const groups = groupFrames(framesOf(stack));
  const firstOwn = groups.findIndex(({ isOwn }) => isOwn);
  return (
    <ol class="stack">
      {groups.map(({ isOwn, frames }, index) =>
        isOwn ? (
          frames.map((frame, place) => (
            <li key={`${index}-${frame}`} class={index === firstOwn && place === 0 ? 'frame first-own' : 'frame'}>
              {frame}
            </li>
          ))
        ) : (
          <Folded key={index} frames={frames} />
        ),
      )}
    </ol>
  );
}

function Folded({ frames }: { readonly frames: readonly string[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class="frame frame-folded">
      <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide' : 'Show'} {counted(frames.length, 'frame')} of packages and Node
      </button>
      {isOpen && (
        <ol>
          {frames.map((frame) => (
            <li key={frame} class="frame">
              {frame}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
