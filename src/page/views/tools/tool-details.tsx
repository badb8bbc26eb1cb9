/** A tool's description, schema, origin, and the history of its definition. */
import type { ToolDetail } from '../../api/types.js';
import { CopyButton } from '../../components/copy-button.js';
import { Size } from '../../components/quantity.js';
import { fullTime } from '../../format/time.js';
import { useLoaded } from '../../state/load.js';
import { linkTo } from '../../state/location.js';
import { term } from '../../state/term.js';
import { Difference } from '../compare/comparison.js';

export function ToolDetails({ server, name }: { readonly server: string; readonly name: string }) {
  const loaded = useLoaded<ToolDetail>(() => ({ path: '/api/tool', query: { server, name } }));
  const { value } = loaded.value;
  if (value === undefined)
    return <p class="faint">{loaded.value.status === 'failed' ? loaded.value.message : 'Loading…'}</p>;
  const { tool, definition, changes } = value;
  const description = definition?.['description'];
  return (
    <div class="tool-details">
      <p class="actions">
        <a
          class="button"
          href={linkTo({ view: 'live', parameters: { filter: `${term('server', server)} ${term('tool', name)}` } })}
        >
          Show its calls
        </a>
        {tool.last_error !== null && (
          <a class="button" href={linkTo({ view: 'live', parameters: { event: tool.last_error.event_id } })}>
            Last error: {tool.last_error.message.slice(0, 80)}
          </a>
        )}
        {tool.registered_at !== null && (
          <>
            <code>{tool.registered_at}</code> <CopyButton text={tool.registered_at}>Copy</CopyButton>
          </>
        )}
      </p>
      {typeof description === 'string' && <p class="description">{description}</p>}
      {tool.definition !== null && (
        <p class="secondary">
          Description <Size bytes={tool.definition.description_bytes} /> · schema{' '}
          <Size bytes={tool.definition.schema_bytes} /> · together ≈ {tool.definition.tokens_estimate} tokens
        </p>
      )}
      {definition !== null && (
        <details>
          <summary>Definition</summary>
          <pre class="wrap">{JSON.stringify(definition, null, 2)}</pre>
        </details>
      )}
      {changes.map((change) => (
        <Difference key={change.at} title={`Changed ${fullTime(change.at)}`} before={change.from} after={change.to} />
      ))}
    </div>
  );
}
