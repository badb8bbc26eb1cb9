/** The JSON Schemas of the tools: a few words for what is written again and again. */
import type { JsonSchemaType } from '@modelcontextprotocol/server';

export type Schema = JsonSchemaType & { readonly [key: string]: unknown };

export const text = (description: string): Schema => ({ type: 'string', description });
export const whole = (description: string, min: number, max: number): Schema => ({
  type: 'integer',
  minimum: min,
  maximum: max,
  description,
});
export const orNull = (type: string): Schema => ({ type: [type, 'null'] });
export const NUMBER: Schema = { type: 'number' };
export const TEXT: Schema = { type: 'string' };
export const BOOLEAN: Schema = { type: 'boolean' };
/** Any value. */
export const ANY: Schema = {};
export const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** `required`: the names that must be there; all of them by default. */
export function object(properties: Readonly<Record<string, Schema>>, required = Object.keys(properties)): Schema {
  return { type: 'object', properties, required: [...required], additionalProperties: false };
}

/** An object of which only some members are described. */
export const open = (properties: Readonly<Record<string, Schema>>): Schema => ({
  ...object(properties),
  additionalProperties: true,
});
