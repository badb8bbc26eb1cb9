/** Arguments or result, as a tree or as text. */
import { JsonText } from '../../json/json-text.js';
import { JsonTree } from '../../json/json-tree.js';
import type { RemoteDocument } from '../../json/remote-document.js';
import { jsonView } from '../../state/preferences.js';
import { Section } from './section.js';

interface Props {
  readonly title: string;
  readonly document: RemoteDocument;
  readonly field: 'request_params' | 'response_content';
}

export function PayloadSection({ title, document, field }: Props) {
  return (
    <Section title={title} aside={<TreeOrText of={title} />}>
      {jsonView.value === 'tree' ? (
        <JsonTree document={document} path={[field]} label={title} />
      ) : (
        <JsonText document={document} path={[field]} label={title} />
      )}
    </Section>
  );
}

function TreeOrText({ of }: { readonly of: string }) {
  return (
    <div class="choice" role="radiogroup" aria-label={`Show ${of.toLowerCase()} as`}>
      {(['tree', 'text'] as const).map((view) => (
        <button
          key={view}
          type="button"
          role="radio"
          aria-checked={jsonView.value === view}
          onClick={() => {
            jsonView.value = view;
          }}
        >
          {view}
        </button>
      ))}
    </div>
  );
}
