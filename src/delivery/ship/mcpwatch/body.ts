/** The body of `POST /v1/events`. */
import type { SdkIdentity } from '../../../model.js';

const COMMA = Buffer.from(',');
const NO_MEMORY = Buffer.alloc(0);
const OPEN = Buffer.from('{"batch":[');

/** Joins lines without parsing them; in `memory` where that is large enough, otherwise in new memory of its own. */
export function joinBatch(
  lines: readonly Uint8Array[],
  sdk: SdkIdentity,
  runtimeVersion: string,
  memory: Buffer = NO_MEMORY,
): Buffer {
  const identity = { name: sdk.name, version: sdk.version, runtime: 'node', runtime_version: runtimeVersion };
  const parts: Uint8Array[] = [OPEN];
  for (const [at, line] of lines.entries()) parts.push(...(at === 0 ? [] : [COMMA]), line);
  parts.push(Buffer.from(`],"sdk":${JSON.stringify(identity)}}`));
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const body = memory.length < bytes ? Buffer.allocUnsafeSlow(bytes + (bytes >> 2)) : memory;
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body.subarray(0, bytes);
}
