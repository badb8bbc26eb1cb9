/** Copies a text, and says that it did. */
import { useEffect, useState } from 'preact/hooks';
import { onShortcut } from '../state/keyboard.js';
import { Icon } from './icon.js';

interface Props {
  readonly text: string | (() => string | Promise<string>);
  readonly children: string;
  /** A key that does the same while the button is shown. */
  readonly shortcut?: string;
}

const SHOWN_MS = 1600;

export function CopyButton({ text, children, shortcut }: Props) {
  const [said, say] = useState('');
  async function copy() {
    const value = typeof text === 'string' ? text : await text();
    say((await writeToClipboard(value)) ? 'Copied' : 'Not copied: the browser refused');
    setTimeout(() => say(''), SHOWN_MS);
  }
  useEffect(() => (shortcut === undefined ? undefined : onShortcut(shortcut, () => void copy())));
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      <Icon name={said === 'Copied' ? 'ok' : 'copy'} />
      <span aria-live="polite">{said || children}</span>
    </button>
  );
}

async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
