/** The filter: one input with completion of keys and values. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ParsedFilter, parseFilter } from '../../analysis/filter/parse-filter.js';
import { counted } from '../format/quantity.js';
import { shownText } from '../format/shown-text.js';
import { inputText, isHighlighting, markedCount, setInputText, toggleHighlighting } from '../state/highlight.js';
import { view } from '../state/location.js';
import { type Suggestion, suggestionsFor, typedTerm } from '../state/suggestions.js';
import { FilterChips } from './filter-chips.js';
import { Icon } from './icon.js';

const TYPING_MS = 200;

/** A key without its value filters nothing yet, and is not wrong yet. */
const isUnfinished = (text: string): boolean => /[:><=]$/.test(typedTerm(text));

type Fault = Extract<ParsedFilter, { kind: 'fault' }>;

function faultIn(text: string, isEditing: boolean): Fault | undefined {
  if (isEditing && isUnfinished(text)) return undefined;
  const parsed = parseFilter(text, Date.now());
  return parsed.kind === 'fault' ? parsed : undefined;
}

export function FilterInput() {
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal(inputText.value);
  const suggestions = useSignal<readonly Suggestion[]>([]);
  const chosen = useSignal(-1);
  const isEditing = useSignal(false);
  const scrolled = useSignal(0);
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

  function replaceBy(value: string) {
    text.value = value;
    apply(value);
  }

  async function edited(value: string, isAsked = false) {
    text.value = value;
    chosen.value = -1;
    clearTimeout(timer.current);
    const typed = typedTerm(value);
    if (!isUnfinished(value)) timer.current = setTimeout(() => setInputText(value.trim()), TYPING_MS);
    awaited.current = value;
    const found = await suggestionsFor(typed, isAsked);
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
      event.preventDefault();
      if (count === 0) {
        void edited(text.value, true);
        return;
      }
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
  const fault = faultIn(text.value, isEditing.value);
  const hasChips = !isEditing.value && text.value !== '';
  return (
    <div class="filter">
      <Icon name="filter" />
      {hasChips && (
        <FilterChips text={text.value} fault={fault} onChange={replaceBy} onEdit={() => input.current?.focus()} />
      )}
      <div class="filter-field">
        {isEditing.value && fault !== undefined && (
          <div class="filter-fault-mark" aria-hidden="true" style={{ transform: `translateX(-${scrolled.value}px)` }}>
            {text.value.slice(0, fault.start)}
            <span>{text.value.slice(fault.start, fault.end)}</span>
          </div>
        )}
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
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : 'filter-fault'}
          autocomplete="off"
          spellcheck={false}
          placeholder={
            hasChips ? '' : `${isHighlighting.value ? 'Highlight' : 'Filter'}: tool:search status:error dur:>500ms text`
          }
          value={isEditing.value ? text.value : ''}
          onFocus={() => {
            isEditing.value = true;
          }}
          onInput={(event) => void edited(event.currentTarget.value)}
          onScroll={(event) => {
            scrolled.value = event.currentTarget.scrollLeft;
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            isEditing.value = false;
            closeSuggestions();
          }}
        />
      </div>
      {fault !== undefined && (
        <p id="filter-fault" class={isEditing.value && !isOpen ? 'filter-fault' : 'sr-only'} role="status">
          <Icon name="warning" /> {fault.message}
        </p>
      )}
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
        <button type="button" class="button" onClick={() => replaceBy('')}>
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
            <code title={shownText(suggestion.text)}>{shownText(suggestion.text)}</code>{' '}
            <span class="faint">{suggestion.note}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
