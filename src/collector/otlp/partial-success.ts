/** `ExportTraceServiceResponse`: empty when all spans were taken. */

export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

export function encodePartialSuccess(partial: PartialSuccess | undefined, isJson: boolean): Buffer | string {
  if (isJson) {
    if (partial === undefined) return '{}';
    return JSON.stringify({ partialSuccess: { ...partial, rejectedSpans: String(partial.rejectedSpans) } });
  }
  if (partial === undefined) return Buffer.alloc(0);
  const message = Buffer.from(partial.errorMessage);
  const content = Buffer.concat([
    Buffer.from([0x08, ...varint(partial.rejectedSpans), 0x12, ...varint(message.length)]),
    message,
  ]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(content.length)]), content]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}
