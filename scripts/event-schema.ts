/** The JSON Schema of an event, from its type. */
import { createGenerator } from 'ts-json-schema-generator';

export function eventSchema(): string {
  const schema = createGenerator({
    path: 'src/model.ts',
    tsconfig: 'tsconfig.json',
    type: 'McpWatchEvent',
    topRef: false,
    expose: 'none',
    // A receiver must let fields pass that a later version adds.
    additionalProperties: true,
    skipTypeCheck: true,
  }).createSchema('McpWatchEvent');
  return `${JSON.stringify({ ...schema, title: 'An mcpwatch event' }, null, 2)}\n`;
}
