/** What a name says about its value. */
import type { SeedGroup } from './finder.js';
import type { NameKind } from './name-table.js';

export type Sensitivity = 'plain' | NameKind;

export type KeyClassifier = (name: string) => Sensitivity;

export interface SensitiveNames {
  readonly classify: KeyClassifier;
  /** Find every name in a text that is not plain, and others. Names that they do not find are plain. */
  readonly stems: readonly Stem[];
  /** Whether a setting has added names, of which nothing is known. */
  readonly areExtended: boolean;
}

export interface Stem {
  readonly pattern: RegExp;
  /** Whose patterns are in every match of `pattern`. Undefined for names from a setting, of which nothing is known. */
  readonly group: SeedGroup | undefined;
}
