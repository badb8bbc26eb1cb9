/** What the replacements of v2's entry functions need from the rest of `patch/`. */
import type { ClassOrigin, Connection, ConnectionObserver } from '../../model.js';
import type { OnFault } from './guarded-observer.js';

export interface EntryOptions {
  /** Listens to a transport that an entry is about to start; its server follows later. */
  readonly tapWire: (wire: object, origin: ClassOrigin) => void;
  readonly observe: (connection: Connection) => ConnectionObserver | undefined;
  readonly onFault: OnFault;
}
