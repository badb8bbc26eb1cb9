/** What calls are counted by: a tool, resource or prompt of one server, or a method. */
import type { CatalogueKind } from '../rows/catalogue.js';
import type { CallSample } from '../statistics/call-statistics.js';

export type SubjectKind = 'tool' | 'resource' | 'prompt' | 'method';

export interface SubjectSeen {
  readonly server: string;
  readonly kind: SubjectKind;
  readonly name: string;
  /** Calls that were answered. */
  readonly samples: readonly CallSample[];
  /** A call of it began: it may have been cancelled by its client, or hang, or have died with its process. */
  readonly isBegun: boolean;
  /** It is in a list that the server has answered. */
  readonly isListed: boolean;
  /** `file:line:column`. */
  readonly registeredAt: string | null;
  /** Results in which a secret was redacted. */
  readonly secrets: number;
  /** Calls whose arguments or result did not fit the schema, and what the first error said. */
  readonly invalid: { readonly calls: number; readonly message: string };
}

export const KIND_OF_LIST: Readonly<Record<CatalogueKind, SubjectKind>> = {
  tools: 'tool',
  resources: 'resource',
  prompts: 'prompt',
};

const KIND_OF_TYPE: Readonly<Record<string, SubjectKind>> = {
  tool_call: 'tool',
  resource_read: 'resource',
  prompt_get: 'prompt',
};

/** `undefined` for an event that is no call of one. */
export function kindOfEvent(eventType: string): SubjectKind | undefined {
  return Object.hasOwn(KIND_OF_TYPE, eventType) ? KIND_OF_TYPE[eventType] : undefined;
}

export const isCalled = ({ samples, isBegun }: Pick<SubjectSeen, 'samples' | 'isBegun'>): boolean =>
  isBegun || samples.length > 0;
