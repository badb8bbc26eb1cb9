/** Opt-in attributes: arguments and results, as JSON text (mcp.md: objects are allowed, but not every backend takes them). */
import type { PayloadMode } from '../../../../model.js';
import type { AttributeValue } from '../encode/messages.js';
import { isObject, type RecordedEvent } from './recorded-event.js';
import { shapeOf } from './shape.js';

export function payloadAttributes(event: RecordedEvent, mode: PayloadMode): Record<string, AttributeValue> {
  if (mode === 'off') return {};
  if (event.mcp_method === 'tools/call') return toolPayloads(event, mode);
  return event.mcp_method === 'prompts/get' && mode === 'full' ? promptVariables(event.request_params) : {};
}

function toolPayloads(event: RecordedEvent, mode: PayloadMode): Record<string, AttributeValue> {
  const { request_params: params, response_content: content } = event;
  return {
    ...(params === null ? {} : { 'gen_ai.tool.call.arguments': jsonOf(params, mode) }),
    ...(content === null ? {} : { 'gen_ai.tool.call.result': jsonOf(content, mode) }),
  };
}

const jsonOf = (value: unknown, mode: PayloadMode) => JSON.stringify(mode === 'shape' ? shapeOf(value) : value) ?? '';

function promptVariables(params: unknown): Record<string, AttributeValue> {
  if (!isObject(params)) return {};
  const variables = Object.entries(params).map(([name, value]) => [
    `gen_ai.prompt.variable.${name}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(variables);
}
