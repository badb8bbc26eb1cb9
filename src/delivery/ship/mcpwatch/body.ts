import type { SdkIdentity } from '../../../model.js';

const COMMA = Buffer.from(',');
const OPEN = Buffer.from('{"batch":[');

/** The request's body, made by joining lines: none of them is parsed. */
export function joinBatch(lines: readonly Uint8Array[], sdk: SdkIdentity, runtimeVersion: string): Buffer {
  const identity = { name: sdk.name, version: sdk.version, runtime: 'node', runtime_version: runtimeVersion };
  const parts: Uint8Array[] = [OPEN];
  for (const line of lines) parts.push(line, COMMA);
  parts.pop();
  parts.push(Buffer.from(`],"sdk":${JSON.stringify(identity)}}`));
  return Buffer.concat(parts);
}
