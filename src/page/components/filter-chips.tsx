/** The terms of the filter while nobody edits it, each with a button that removes it. */
import { useRef } from 'preact/hooks';
import type { Span } from '../../analysis/filter/filter.js';
import { tokensOf } from '../../analysis/filter/tokens.js';
import { Icon } from './icon.js';

interface Props {
  readonly text: string;
  readonly fault: Span | undefined;
  readonly onChange: (text: string) => void;
  /** The reader wants to edit the text instead. */
  readonly onEdit: () => void;
}

export function FilterChips({ text, fault, onChange, onEdit }: Props) {
  const list = useRef<HTMLUListElement>(null);

  function remove({ start, end }: Span, index: number) {
    onChange(`${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim());
    // The one that has moved up, or the last, or the input.
    setTimeout(() => {
      const buttons = list.current?.querySelectorAll('button') ?? [];
      const next = buttons[Math.min(index, buttons.length - 1)];
      if (next === undefined) onEdit();
      else next.focus();
    });
  }

  return (
    <ul class="filter-chips" ref={list} aria-label="Terms of the filter">
      {tokensOf(text).map((token, index) => {
        const term = text.slice(token.start, token.end);
        const isFaulty = fault !== undefined && fault.start >= token.start && fault.end <= token.end;
        return (
          <li key={`${index} ${term}`} class="filter-chip" title={term} onClick={onEdit}>
            <bdi class="filter-chip-text">
              {isFaulty ? (
                <>
                  {text.slice(token.start, fault.start)}
                  <span class="faulty">{text.slice(fault.start, fault.end)}</span>
                  {text.slice(fault.end, token.end)}
                </>
              ) : (
                term
              )}
            </bdi>
            <button
              type="button"
              onClick={(event) => {
                event.stopPropagation();
                remove(token, index);
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Delete' && event.key !== 'Backspace') return;
                event.preventDefault();
                remove(token, index);
              }}
            >
              <Icon name="close" label={`Remove ${term}`} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
