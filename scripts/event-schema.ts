/** The JSON Schema of an event, made from its type: `event.schema.json` in the package. */
import { createGenerator } from 'ts-json-schema-generator';

export function eventSchema(): string {
  const schema = createGenerator({
    path: 'src/model.ts',
    type: 'McpWatchEvent',
    tsconfig: 'tsconfig.json',
    expose: 'none',
    topRef: false,
    additionalProperties: false,
    skipTypeCheck: true,
  }).createSchema('McpWatchEvent');
  const titled = { title: 'An event of MCPWatch, one element of `batch` in POST /v1/events', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
