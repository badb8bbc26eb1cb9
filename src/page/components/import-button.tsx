/** Brings events from a file into the collector: what Export has written, here or elsewhere. */
import { useRef, useState } from 'preact/hooks';
import { counted } from '../format/quantity.js';
import { resets } from '../state/stream.js';
import { Icon } from './icon.js';

interface Imported {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const [said, say] = useState('');
  async function send(file: File) {
    say('Importing…');
    say(await importFile(file));
    resets.value += 1;
  }
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        <Icon name="external" /> Import a file
      </button>
      <input
        ref={input}
        type="file"
        accept=".jsonl,.ndjson,.gz"
        aria-label="File of events"
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void send(file);
          currentTarget.value = '';
        }}
      />
      <span class="secondary" aria-live="polite">
        {said}
      </span>
    </>
  );
}

async function importFile(file: File): Promise<string> {
  try {
    const response = await fetch('/api/import', {
      method: 'POST',
      body: file,
      headers: {
        'content-type': 'application/x-ndjson',
        ...(file.name.endsWith('.gz') ? { 'content-encoding': 'gzip' } : {}),
      },
    });
    // docs/dev.md: the collector comes from the same package as the page.
    const { accepted, duplicates, rejected } = (await response.json()) as Imported;
    if (!response.ok) return `Not imported: HTTP ${response.status}`;
    return `${counted(accepted, 'event')} imported, ${counted(duplicates, 'duplicate')}, ${rejected} rejected`;
  } catch {
    return 'Not imported: the collector is not reachable.';
  }
}
