/** What the collector's queries use of Node's `Buffer`, for a browser: sizes, and cursors, which need no encoding here. */
const encoder = new TextEncoder();

export const Buffer = {
  byteLength: (text: string): number => encoder.encode(text).length,
  from: (text: string) => ({ toString: () => text }),
};
