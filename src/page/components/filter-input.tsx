/** The filter: one input with completion of keys and values. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../api/client.js';
import type { ValueCount } from '../api/types.js';
import { counted, countOf, textOf } from '../format/quantity.js';
import {
  inputText,
  isHighlighting,
  isMarkFaulty,
  markedCount,
  setInputText,
  toggleHighlighting,
} from '../state/highlight.js';
import { listStatus } from '../state/live-list.js';
import { view } from '../state/location.js';
import { term, termsOf } from '../state/term.js';
import { Icon } from './icon.js';

interface Suggestion {
  /** What replaces the term at the cursor. */
  readonly text: string;
  readonly note: string;
}

/** docs/dev.md, "The filter". */
const KEYS: readonly Suggestion[] = [
  { text: 'tool:', note: 'tool calls of this name' },
  { text: 'server:', note: 'server name' },
  { text: 'client:', note: 'client name' },
  { text: 'method:', note: 'JSON-RPC method' },
  { text: 'status:', note: 'ok, error, running, hanging, died …' },
  { text: 'type:', note: 'event type' },
  { text: 'session:', note: 'session id' },
  { text: 'run:', note: 'run id' },
  { text: 'error:', note: 'error.type' },
  { text: 'code:', note: 'JSON-RPC error code' },
  { text: 'transport:', note: 'stdio, streamable-http …' },
  { text: 'dur:>', note: 'duration, such as dur:>500ms' },
  { text: 'wait:>', note: 'time waiting for the client' },
  { text: 'bytes:>', note: 'size, such as bytes:>10k' },
  { text: 'since:', note: 'an age or a time, such as since:15m' },
  { text: 'until:', note: 'an age or a time' },
];

/** Keys whose values the collector can list. */
const LISTED = /^-?(tool|name|server|client|method|type|session|run|status|error|transport|protocol):(.*)$/;
const TYPING_MS = 200;

async function suggestionsFor(typed: string): Promise<readonly Suggestion[]> {
  const [, key, value = ''] = LISTED.exec(typed) ?? [];
  if (key === undefined) return KEYS.filter(({ text }) => typed !== '' && text.startsWith(typed) && text !== typed);
  const prefix = value.split(',').at(-1)?.replaceAll('"', '') ?? '';
  const answer = await get<{ readonly items: readonly ValueCount[] }>('/api/values', { key, prefix, limit: 8 });
  if (answer.status !== 'ok') return [];
  const sign = typed.startsWith('-') ? '-' : '';
  return answer.value.items.map(({ value: found, count }) => ({
    text: sign + term(key, found),
    note: textOf(countOf(count)),
  }));
}

/** The term that ends at the cursor. */
function typedTerm(text: string): string {
  return /\s$/.test(text) ? '' : (termsOf(text).at(-1) ?? '');
}

export function FilterInput() {
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal(inputText.value);
  const suggestions = useSignal<readonly Suggestion[]>([]);
  const chosen = useSignal(-1);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The text that suggestions are awaited for: those that come after Enter or Escape are not shown any more. */
  const awaited = useRef<string | undefined>(undefined);

  useEffect(() => {
    text.value = inputText.value;
  }, [inputText.value, text]);

  function closeSuggestions() {
    awaited.current = undefined;
    suggestions.value = [];
  }

  function apply(value: string) {
    clearTimeout(timer.current);
    setInputText(value.trim());
  }

  async function edited(value: string) {
    text.value = value;
    chosen.value = -1;
    clearTimeout(timer.current);
    const typed = typedTerm(value);
    // A key without its value filters nothing yet.
    if (!/[:><=]$/.test(typed)) timer.current = setTimeout(() => setInputText(value.trim()), TYPING_MS);
    awaited.current = value;
    const found = await suggestionsFor(typed);
    if (awaited.current === value) suggestions.value = found;
  }

  function accept(suggestion: Suggestion) {
    const typed = typedTerm(text.peek());
    const next = text.peek().slice(0, text.peek().length - typed.length) + suggestion.text;
    input.current?.focus();
    if (/[:>]$/.test(suggestion.text)) void edited(next);
    else {
      closeSuggestions();
      text.value = `${next} `;
      apply(next);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const count = suggestions.value.length;
    const pick = suggestions.value[chosen.value];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (count === 0) return;
      event.preventDefault();
      chosen.value = (chosen.value + (event.key === 'ArrowDown' ? 1 : -1) + count) % count;
    } else if (event.key === 'Enter' || (event.key === 'Tab' && pick !== undefined)) {
      event.preventDefault();
      if (pick !== undefined) accept(pick);
      else {
        closeSuggestions();
        apply(text.value);
      }
    } else if (event.key === 'Escape') {
      if (count > 0) closeSuggestions();
      else input.current?.blur();
    }
  }

  const isOpen = suggestions.value.length > 0;
  return (
    <div class="filter">
      <Icon name="filter" />
      <input
        id="filter"
        ref={input}
        type="text"
        role="combobox"
        aria-label={isHighlighting.value ? 'Highlight' : 'Filter'}
        aria-expanded={isOpen}
        aria-controls="filter-suggestions"
        aria-autocomplete="list"
        aria-activedescendant={chosen.value >= 0 ? `suggestion-${chosen.value}` : undefined}
        aria-invalid={
          isHighlighting.value ? isMarkFaulty.value : view.value === 'live' && listStatus.value.status === 'failed'
        }
        autocomplete="off"
        spellcheck={false}
        placeholder={`${isHighlighting.value ? 'Highlight' : 'Filter'}: tool:search status:error dur:>500ms text`}
        value={text.value}
        onInput={(event) => void edited(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={closeSuggestions}
      />
      {isHighlighting.value && text.value !== '' && (
        <span class="secondary" aria-live="polite">
          {counted(markedCount.value, 'row')}
        </span>
      )}
      {view.value === 'live' && (
        <button
          type="button"
          class="button"
          aria-pressed={isHighlighting.value}
          title="Highlight matching rows among all others, instead of showing them alone; n and N go from one to the next"
          onClick={toggleHighlighting}
        >
          <Icon name="highlight" label="Highlight instead of filtering" />
        </button>
      )}
      {text.value === '' ? (
        <kbd>/</kbd>
      ) : (
        <button type="button" class="button" onClick={() => apply('')}>
          <Icon name="close" label="Clear the filter" />
        </button>
      )}
      <ul id="filter-suggestions" role="listbox" aria-label="Suggestions" class="suggestions" hidden={!isOpen}>
        {suggestions.value.map((suggestion, index) => (
          <li
            key={suggestion.text}
            id={`suggestion-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen.value}
            onPointerDown={(event) => {
              event.preventDefault();
              accept(suggestion);
            }}
          >
            <code>{suggestion.text}</code> <span class="faint">{suggestion.note}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
