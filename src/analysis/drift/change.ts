/** One difference between two definitions of a tool, and how much it matters to a client. */

/**
 * - `breaking`: a call that worked before may fail, or mean something else;
 * - `loosened`: more is accepted than before;
 * - `description`: what a model reads has changed;
 * - `additive`: something new that no existing call has to know of;
 * - `cosmetic`: nothing that a model or a client acts on.
 */
export type DriftClass = 'breaking' | 'loosened' | 'description' | 'additive' | 'cosmetic';

/** From the worst to the most harmless. */
export const DRIFT_CLASSES = [
  'breaking',
  'loosened',
  'description',
  'additive',
  'cosmetic',
] as const satisfies readonly DriftClass[];

export interface DriftChange {
  readonly class: DriftClass;
  readonly tool: string;
  /** Where in the definition, such as `inputSchema.properties.limit.maximum`; empty for the whole tool. */
  readonly path: string;
  /** What has changed, in words: `now required`. */
  readonly what: string;
}

/** A change whose tool is known to whoever collects it. */
export type ToolChange = Omit<DriftChange, 'tool'>;
