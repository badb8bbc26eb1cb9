/** A part of the detail that can be closed; the page remembers which are. */
import type { ComponentChildren } from 'preact';
import { closedSections } from '../../state/preferences.js';

interface Props {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, aside, children }: Props) {
  const name = title.toLowerCase();
  const isOpen = !closedSections.value.includes(name);
  const toggle = () => {
    const others = closedSections.value.filter((closed) => closed !== name);
    closedSections.value = isOpen ? [...others, name] : others;
  };
  return (
    <section class="section" aria-label={title}>
      <div class="section-head">
        <h3>
          <button type="button" aria-expanded={isOpen} onClick={toggle}>
            <span class="json-arrow" aria-hidden="true" />
            {title}
          </button>
        </h3>
        {isOpen && aside}
      </div>
      {isOpen && children}
    </section>
  );
}
