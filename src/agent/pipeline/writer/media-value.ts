/** MCP carries images, audio and files as base64. Events show their type and size instead. */

const MEDIA_KINDS = new Set<unknown>(['image', 'audio']);
const MEDIA_TYPE = /^[\w+-]{1,40}\/[\w.+-]{1,60}$/;
const DATA_URL = /^data:([^;,]{0,128})(?:;[^,;]{0,64}){0,4};base64,/i;

/** Stand-in for `holder.data` of an image or audio item, `undefined` when it is something else. */
export function describeMedia(base64: unknown, kind: unknown, mimeType: unknown): string | undefined {
  return typeof base64 === 'string' && MEDIA_KINDS.has(kind) ? describeBase64(base64, mimeType) : undefined;
}

/** Stand-in for the `blob` of a resource, which has a `uri` or a `mimeType`. */
export function describeBlob(base64: unknown, uri: unknown, mimeType: unknown): string | undefined {
  const isResource = typeof uri === 'string' || typeof mimeType === 'string';
  return isResource && typeof base64 === 'string' ? describeBase64(base64, mimeType) : undefined;
}

/** Stand-in for a `data:` URL with base64 content, `undefined` for any other text. */
export function describeDataUrl(text: string): string | undefined {
  if (!text.startsWith('data:')) return undefined;
  const found = DATA_URL.exec(text.slice(0, 512));
  return found === null ? undefined : describeBase64(text.slice(found[0].length), found[1]);
}

function describeBase64(base64: string, mimeType: unknown): string {
  const padding = base64.endsWith('==') ? 2 : Number(base64.endsWith('='));
  const bytes = Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
  const kind = typeof mimeType === 'string' && MEDIA_TYPE.test(mimeType) ? mimeType : 'unknown type';
  return `[base64 ${kind}, ${bytes} bytes]`;
}
