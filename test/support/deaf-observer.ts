/** An observer to which nothing matters: tests replace what they listen to. */
import type { ConnectionObserver } from '../../src/model.js';

export const DEAF_OBSERVER: ConnectionObserver = {
  served: () => {},
  inbound: () => {},
  outbound: () => undefined,
  unsent: () => {},
  callOf: () => undefined,
  spanOf: () => undefined,
  carriedBy: () => undefined,
  handlerFailed: () => {},
  taskEnded: () => {},
  rejected: () => {},
  transportFailed: () => {},
  closed: () => {},
};
