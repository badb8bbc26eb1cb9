/** Makes a screenshot a third of its size: 256 of its colours, and for the others the nearest of them. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const CHANNELS = { 2: 3, 6: 4 };

/** `png` is what Chromium writes: 8 bits a channel, RGB or RGBA, not interlaced. */
export function withPalette(png) {
  const chunks = chunksIn(png);
  const header = chunks.find(({ type }) => type === 'IHDR').data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  const colours = coloursIn(inflateSync(data), { width, height, channels: CHANNELS[header[9]] });
  const palette = mostFrequent(colours);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  const lines = Buffer.alloc((width + 1) * height);
  for (const [at, colour] of colours.entries()) {
    let index = indexOf.get(colour);
    if (index === undefined) {
      index = nearest(colour, palette);
      indexOf.set(colour, index);
    }
    lines[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = index;
  }
  const indexed = Buffer.from(header);
  indexed[9] = 3;
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    chunk('IHDR', indexed),
    chunk('PLTE', Buffer.from(palette.flatMap(bytesOf))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksIn(png) {
  const chunks = [];
  for (let at = SIGNATURE_BYTES; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** One number for each pixel, row by row. Undoes the filter of each row (https://www.w3.org/TR/png-3/#9Filters). */
function coloursIn(raw, { width, height, channels }) {
  const stride = width * channels;
  const colours = new Uint32Array(width * height);
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    const line = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let x = 0; x < stride; x += 1) {
      const [left, up, corner] = [
        x < channels ? 0 : line[x - channels],
        above[x],
        x < channels ? 0 : above[x - channels],
      ];
      line[x] += [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
    for (let x = 0; x < width; x += 1) colours[y * width + x] = line.readUIntBE(x * channels, 3);
    above = line;
  }
  return colours;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** Of colours that hardly differ, the most frequent one stands for all. A few vivid pixels, as of a mark, count for many grey ones. */
function mostFrequent(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const cells = new Map();
  for (const [colour, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    const cell = bytesOf(colour)
      .map((value) => value >> 3)
      .join();
    const known = cells.get(cell) ?? { colour, weight: 0 };
    cells.set(cell, { ...known, weight: known.weight + count * vividness(colour) });
  }
  const heaviest = [...cells.values()].sort((a, b) => b.weight - a.weight);
  return heaviest.slice(0, 256).map(({ colour }) => colour);
}

function vividness(colour) {
  const channels = bytesOf(colour);
  return (1 + (Math.max(...channels) - Math.min(...channels)) / 8) ** 2;
}

const bytesOf = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(colour, palette) {
  const [red, green, blue] = bytesOf(colour);
  let best = { index: 0, distance: Number.POSITIVE_INFINITY };
  for (const [index, known] of palette.entries()) {
    const [r, g, b] = bytesOf(known);
    const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
    if (distance < best.distance) best = { index, distance };
  }
  return best.index;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
