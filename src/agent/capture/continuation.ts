/** Replies that do not end their operation, as attributes of the call's event: tasks, and requests for input. */
import { type Attributes, NOTHING } from './attributes.js';
import type { Call } from './call.js';
import type { OperationRegistry } from './operation-registry.js';
import type { ResultKind } from './result-kind.js';

/** `scope`: see `Round`. */
export function continuationAttributes(
  call: Call,
  result: ResultKind,
  operations: OperationRegistry,
  scope: () => string,
): Attributes {
  switch (result.kind) {
    case 'final':
      return call.operationId === undefined ? NOTHING : { 'mcpwatch.operation.id': call.operationId };
    case 'task':
      return { 'mcpwatch.result_type': 'task', 'mcp.task.id': result.taskId };
    case 'input_required': {
      // The first round names the operation.
      const id = call.operationId ?? call.spanId;
      operations.expect(id, call, scope(), result);
      return { 'mcpwatch.result_type': 'input_required', 'mcpwatch.operation.id': id };
    }
  }
}
