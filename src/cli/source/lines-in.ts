/** The lines of a stream. Only a line feed ends one: JSON may hold the other line breaks that `node:readline` knows. */

/** Without their line feeds, and without a carriage return in front of it; empty ones are left out. */
export async function* linesIn(input: AsyncIterable<Uint8Array | string>): AsyncIterable<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      const line = trimmed(Buffer.concat([...rest, bytes.subarray(start, end)]));
      rest = [];
      start = end + 1;
      if (line.length > 0) yield line;
    }
    rest.push(bytes.subarray(start));
  }
  const last = trimmed(Buffer.concat(rest));
  if (last.length > 0) yield last;
}

function trimmed(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
