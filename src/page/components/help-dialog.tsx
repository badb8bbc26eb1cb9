/** The keys, and what the filter understands. */
import { useEffect, useRef } from 'preact/hooks';
import { isHelpOpen, SHORTCUTS } from '../state/keyboard.js';
import { Icon } from './icon.js';

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['tool:search', 'calls of one tool; tool:get_* for several'],
  ['status:error', 'also running, hanging, died, cancelled'],
  ['dur:>500ms', 'slow calls; wait:>1s for time spent waiting for the client'],
  ['bytes:>10k', 'large calls'],
  ['since:15m', 'the last 15 minutes'],
  ['-client:inspector', 'everything but'],
  ['"out of memory"', 'text in names, errors, arguments and results'],
];

export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h2 id="help-title">Keys and filter</h2>
        <button type="button" class="button" onClick={close}>
          <Icon name="close" label="Close" />
        </button>
      </header>
      <div class="help-columns">
        <table>
          <tbody>
            {SHORTCUTS.map(({ keys, does }) => (
              <tr key={keys}>
                <th scope="row">
                  {keys.split('  ').map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </th>
                <td>{does}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table>
          <tbody>
            {EXAMPLES.map(([text, means]) => (
              <tr key={text}>
                <th scope="row">
                  <code>{text}</code>
                </th>
                <td>{means}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </dialog>
  );
}
