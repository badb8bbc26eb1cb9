/** A credential that is recognised by a literal before it. */
export interface LiteralForm {
  /** What is searched for, as a pattern of at least three characters. */
  readonly literal: string;
  /** Matched where the literal begins. `secret` is hidden. As a string, it is compiled when it is first needed. */
  readonly pattern: RegExp | string;
  /** The commands, as a pattern, one of which must stand before the literal on its command line. */
  readonly command?: string;
}
