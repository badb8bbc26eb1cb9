/**
 * Random numbers for ids and sampling; never for secrets. Not `Math.random`: a host may have seeded it, so that our ids
 * would repeat in every process, and each call of ours would advance its sequence. Not node:crypto: loading it takes 5 to
 * 8 ms, a third of what a server's start may cost (#4).
 */
import { hexWord } from './hex.js';

/** sfc32 by Chris Doty-Humphrey (PractRand). */
function createGenerator(seed: readonly [number, number, number]): () => number {
  let [a, b, c] = seed;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

/** Nanoseconds since the machine's start and milliseconds since 1970 tell machines apart, the process id processes. */
function seed(): [number, number, number] {
  const uptimeNs = process.hrtime.bigint();
  const bornMs = BigInt(Date.now());
  const low = Number(uptimeNs & 0xffffffffn);
  const high = Number((uptimeNs >> 32n) & 0xffffffffn) ^ Math.imul(process.pid, 0x9e3779b1);
  return [low | 0, high | 0, Number(BigInt.asIntN(32, bornMs ^ (bornMs >> 29n)))];
}

let generator: (() => number) | undefined;

/** 32 bits. */
function next(): number {
  generator ??= createGenerator(seed());
  return generator();
}

/** From 0 up to 1. */
export const randomUnit = (): number => next() / 0x100000000;

/** `digits`: a multiple of eight. */
export function randomHex(digits: number): string {
  let hex = '';
  while (hex.length < digits) hex += hexWord(next());
  return hex;
}
