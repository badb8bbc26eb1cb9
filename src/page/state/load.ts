/** Loading what a view shows: the newest request wins, and what was shown stays until its answer is there. */
import { type ReadonlySignal, signal, useSignalEffect } from '@preact/signals';
import { useState } from 'preact/hooks';
import { type Answer, get } from '../api/client.js';

export type Loaded<T> =
  | { readonly status: 'loading'; readonly value: T | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly value: T | undefined; readonly message: string };

interface Request {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/** `request` reads signals: when one changes, it is loaded again. `undefined`: there is nothing to load. */
export function useLoaded<T>(request: () => Request | undefined): ReadonlySignal<Loaded<T>> {
  const [loaded] = useState(() => signal<Loaded<T>>({ status: 'loading', value: undefined }));
  useSignalEffect(() => {
    const wanted = request();
    if (wanted === undefined) return undefined;
    const abort = new AbortController();
    loaded.value = { status: 'loading', value: loaded.peek().value };
    void get<T>(wanted.path, wanted.query, abort.signal).then((answer) => {
      const next = settled(answer, loaded.peek().value);
      if (next !== undefined) loaded.value = next;
    });
    return () => abort.abort();
  });
  return loaded;
}

function settled<T>(answer: Answer<T>, shown: T | undefined): Loaded<T> | undefined {
  switch (answer.status) {
    case 'ok':
      return { status: 'ready', value: answer.value };
    case 'refused':
      // It was there: in another database, or until it was too old.
      return { status: 'failed', value: answer.code === 'not_found' ? undefined : shown, message: answer.message };
    case 'unreachable':
      return { status: 'failed', value: shown, message: 'The collector is not reachable.' };
    case 'aborted':
      return undefined;
  }
}
