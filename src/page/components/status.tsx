/** The outcome of a call: an icon and a word, never colour alone. */
import type { Status } from '../api/types.js';
import { Icon } from './icon.js';

const WORDS: Readonly<Record<Status, string>> = {
  ok: 'ok',
  error: 'error',
  running: 'running',
  hanging: 'hanging',
  died: 'died',
  cancelled: 'cancelled',
  input_required: 'input required',
  task: 'task',
};

export const statusWord = (status: Status): string => WORDS[status] ?? status;

export function StatusMark({ status }: { readonly status: Status }) {
  return (
    <span class={`status status-${status}`}>
      <Icon name={status} />
      <span class="status-word">{statusWord(status)}</span>
    </span>
  );
}
