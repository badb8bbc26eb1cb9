/** Which names hide their values, remembered: most names come again with every event. */
import { createNameJudge } from './secret-reading.js';
import type { SensitiveNames, Sensitivity } from './sensitivity.js';

/** Names whose kind is remembered, and the longest of them. */
const MAX_REMEMBERED = 1000;
const MAX_CHARS = 128;

/** In `initialize`, its reply and its event. None is sensitive, so that a start does without the patterns of those that are (#14). */
export const NAMES_OF_A_START: readonly string[] = [
  '',
  'protocolVersion capabilities clientInfo serverInfo name version title description instructions websiteUrl',
  'roots sampling elicitation experimental extensions tasks tools resources prompts logging completions',
  'listChanged subscribe form url context requests list cancel create call',
  'mcpwatch.session.id mcpwatch.run.id mcp.session.id network.transport jsonrpc.request.id error.type',
].flatMap((names) => names.split(' '));

/** `extraKeys`, from a setting, are compared whole, without case and separators. */
export function createSensitiveNames(extraKeys: readonly string[]): SensitiveNames {
  const known = new Map<string, Sensitivity>();
  if (extraKeys.length === 0) for (const name of NAMES_OF_A_START) known.set(name, 'plain');
  let made: SensitiveNames | undefined;
  const judge = () => {
    made ??= createNameJudge(extraKeys);
    return made;
  };
  return {
    areExtended: extraKeys.length > 0,
    get stems() {
      return judge().stems;
    },
    classify(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      const kind = judge().classify(name);
      if (known.size >= MAX_REMEMBERED) known.clear();
      if (name.length <= MAX_CHARS) known.set(name, kind);
      return kind;
    },
  };
}
