/** The JSON Schema of mcpwatch.json, made from its type: `mcpwatch.schema.json` in the package. */
import { createGenerator } from 'ts-json-schema-generator';

export function checkSchema(): string {
  const schema = createGenerator({
    path: 'src/cli/check/check-config.ts',
    type: 'CheckConfig',
    tsconfig: 'tsconfig.json',
    expose: 'none',
    topRef: false,
    additionalProperties: false,
    skipTypeCheck: true,
  }).createSchema('CheckConfig');
  const titled = { title: 'mcpwatch.json: what mcpwatch check checks', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
