/**
 * A command line as messages may show it. Arguments can be secrets, and nothing marks those that are; so only what is
 * known to be harmless is shown: switches, paths and names of packages.
 */
import { basename } from 'node:path';

const SWITCH = /^--?[a-zA-Z][\w-]*$/;
const PACKAGE = /^(?:@[a-z\d-]+\/)?[a-z][a-z\d-]*(?:@[\w.^~-]+)?$/;
const FILE = /^[\w@.~/\\: ${}-]+\.(?:[cm]?[jt]sx?|sh|py|json|exe|cmd|bat)$/;
const MAX_SHOWN = 6;

export function shownCommand(command: string, args: readonly string[]): string {
  const shown = args.map((arg, at) => (isHarmless(arg, args[at - 1]) ? arg : '…'));
  const kept = shown.length > MAX_SHOWN ? [...shown.slice(0, MAX_SHOWN), '…'] : shown;
  return [shortened(command), ...kept.map(shortened)].join(' ').replaceAll(/(?: …)+/g, ' …');
}

/** `previous`: behind a switch such as `--token` anything can stand. */
export function isHarmless(arg: string, previous: string | undefined): boolean {
  if (SWITCH.test(arg) || FILE.test(arg)) return true;
  const isValue = previous?.startsWith('--') === true && previous !== '--';
  return arg === '--' || (!isValue && arg.length <= 60 && PACKAGE.test(arg) && !/\d{6}|[a-f\d]{16}/.test(arg));
}

const shortened = (word: string) => (/[/\\]/.test(word) && word.length > 40 ? `…/${basename(word)}` : word);
