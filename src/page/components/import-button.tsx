/** Brings events from a file into the collector: what Export has written, here or elsewhere. */
import { useRef, useState } from 'preact/hooks';
import { counted, durationOf, textOf } from '../format/quantity.js';
import { collector, resets } from '../state/stream.js';
import { Icon } from './icon.js';

interface Imported {
  readonly accepted: number;
  readonly duplicates: number;
  readonly too_old: number;
  readonly deleted: number;
  readonly rejected: number;
  readonly faults: readonly { readonly index: number; readonly fault: string }[];
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
        <Icon name="upload" /> Import a file
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
    const answer = (await response.json()) as Imported | { readonly error: string };
    return 'error' in answer ? `Not imported: ${answer.error}` : summary(answer);
  } catch {
    return 'Not imported: the collector is not reachable.';
  }
}

function summary({ accepted, duplicates, too_old: tooOld, deleted, rejected, faults: [first] }: Imported): string {
  const keeps = collector.value?.retention.max_age_ms ?? 0;
  return [
    `${counted(accepted, 'event')} imported`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'was', 'were')} here already`] : []),
    ...(tooOld > 0
      ? [`${counted(tooOld, 'is', 'are')} older than ${textOf(durationOf(keeps))} and not kept (--max-age)`]
      : []),
    ...(deleted > 0 ? [`the ${counted(deleted, 'oldest event')} not kept (--max-events, --max-size)`] : []),
    ...(first === undefined ? [] : [`${rejected} rejected (line ${first.index + 1}: ${first.fault})`]),
  ].join(', ');
}
