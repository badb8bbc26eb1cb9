/** What is said of a name in mcpwatch.json that no server has. */
import { nearest } from '../../../config/nearest.js';

export function unknownName(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `${JSON.stringify(name)}: no server that was seen has it${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
