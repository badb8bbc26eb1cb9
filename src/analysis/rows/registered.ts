/** Where a tool, prompt or resource was registered, as the events of a server say. */

export interface Registered {
  /** The type of the events of its calls. */
  readonly event_type: string;
  readonly name: string;
  /** `file:line:column`. */
  readonly at: string;
}
