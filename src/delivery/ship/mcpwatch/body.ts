/** The body of `POST /v1/events`. */
import type { SdkIdentity } from '../../../model.js';

const COMMA = Buffer.from(',');
const OPEN = Buffer.from('{"batch":[');

/** Joins lines without parsing them. */
export function joinBatch(lines: readonly Uint8Array[], sdk: SdkIdentity, runtimeVersion: string): Buffer {
  const identity = { name: sdk.name, version: sdk.version, runtime: 'node', runtime_version: runtimeVersion };
  const parts: Uint8Array[] = [OPEN];
  for (const [at, line] of lines.entries()) parts.push(...(at === 0 ? [] : [COMMA]), line);
  parts.push(Buffer.from(`],"sdk":${JSON.stringify(identity)}}`));
  return Buffer.concat(parts);
}
