/** The page before the first event: what has been seen so far, and what to do next. */
import { useSignal } from '@preact/signals';
import type { CollectorState } from '../../../analysis/state/collector-state.js';
import { CopyButton } from '../../components/copy-button.js';
import { Icon } from '../../components/icon.js';
import { shortTime } from '../../format/time.js';
import { collector } from '../../state/stream.js';
import { configurationsFor } from './configurations.js';

interface SeenStep {
  readonly title: string;
  /** What was seen, and when; `undefined`: not yet. */
  readonly seen: string | undefined;
  readonly hint: string;
}

function stepsOf({ started_at, seen }: CollectorState): readonly SeenStep[] {
  return [
    { title: 'Collector up', seen: `since ${shortTime(started_at)}`, hint: '' },
    {
      title: 'Preload seen',
      seen: seen.process === null ? undefined : `process ${seen.process.pid ?? seen.process.instance}`,
      hint: 'Start a server with one of the configurations below.',
    },
    {
      title: 'Client connected',
      seen: seen.client === null ? undefined : seen.client.client_name || 'a client without a name',
      hint: 'A server connects when its client starts it.',
    },
    {
      title: 'First call',
      seen: seen.call === null ? undefined : seen.call.event_name,
      hint: 'Ask the client to use a tool.',
    },
  ];
}

export function FirstSteps() {
  const state = collector.value;
  if (state === undefined) return <p class="notice">Loading…</p>;
  const steps = stepsOf(state);
  const next = steps.findIndex(({ seen }) => seen === undefined);
  return (
    <section class="empty" aria-label="First steps">
      <h2>Waiting for the first event</h2>
      <ol class="steps">
        {steps.map(({ title, seen, hint }, index) => (
          <li key={title} class={seen !== undefined ? 'step done' : index === next ? 'step next' : 'step'}>
            <span class="step-mark">{seen !== undefined ? <Icon name="ok" label="done" /> : index + 1}</span>
            <span class="step-title">{title}</span>
            <span class="step-seen">{seen ?? (index === next ? hint : '')}</span>
          </li>
        ))}
      </ol>
      <Configurations state={state} />
      <p class="secondary">
        No server at hand? <code>npx mcpwatch dev --demo</code>
      </p>
    </section>
  );
}

function Configurations({ state }: { readonly state: CollectorState }) {
  const chosen = useSignal(0);
  const all = configurationsFor(state.setup);
  const shown = all[chosen.value];
  if (shown === undefined) return null;
  return (
    <div class="configurations">
      <div role="tablist" aria-label="Configuration for" class="choice">
        {all.map(({ name }, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`configuration-${index}`}
            aria-selected={index === chosen.value}
            aria-controls="configuration"
            tabIndex={index === chosen.value ? 0 : -1}
            onClick={() => {
              chosen.value = index;
            }}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              chosen.value = (chosen.value + step + all.length) % all.length;
              document.getElementById(`configuration-${chosen.value}`)?.focus();
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="configuration" aria-labelledby={`configuration-${chosen.value}`} class="configuration">
        <div class="configuration-head">
          <span class="secondary">{shown.where}</span>
          <CopyButton text={shown.text}>Copy</CopyButton>
        </div>
        <pre tabIndex={0}>{shown.text}</pre>
      </div>
    </div>
  );
}
