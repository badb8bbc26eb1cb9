/**
 * Where the host's own code stands just now: its stack without our frames and without Node's. Source maps are applied
 * where Node applies them; the host's own formatter and limit for stacks are not used, and are left as they are.
 */
import { dirname } from 'node:path';
import { withProperty } from './temporary-property.js';

declare const __filename: string | undefined;

export interface StackPlace {
  /** `file:line:column`, outside of node_modules where there is such a frame; empty when it is not known. */
  readonly place: string;
  /** One frame a line, as in a stack of an error. */
  readonly stack: string;
}

const FRAMES = 50;
/** The folder of all our built files. An ES module with mcpwatch bundled in has no `__filename`, and one file for all frames. */
const OWN = typeof __filename === 'string' ? dirname(__filename) : undefined;
const OF_NODE = /^\s*at (?:.*\()?(?:node:|native\)?$|<anonymous>\)?$)/;
const PLACE = /^\s*at (?:async )?(?:.*? \()?(.+:\d+:\d+)\)?$/;
const EVALUATED = /\beval at /;
const LIBRARY = /[\\/]node_modules[\\/]/;

/** `passed`: frames of the way to here that are not meant. */
export function stackPlace(passed?: RegExp): StackPlace {
  if (OWN === undefined) return { place: '', stack: '' };
  const frames = stackNow().filter((line) => !OF_NODE.test(line) && !line.includes(OWN));
  const places = frames
    .filter((line) => passed?.test(line) !== true)
    .map(placeIn)
    .filter((place) => place !== '');
  return {
    place: places.find((place) => !LIBRARY.test(place)) ?? places[0] ?? '',
    stack: frames.join('\n'),
  };
}

function stackNow(): readonly string[] {
  const read = () => {
    const here: { stack?: unknown } = {};
    Error.captureStackTrace(here);
    return String(here.stack);
  };
  const stack = withProperty(Error, 'prepareStackTrace', undefined, () =>
    withProperty(Error, 'stackTraceLimit', FRAMES, read),
  );
  return stack.split('\n').slice(1);
}

function placeIn(frame: string): string {
  const place = EVALUATED.test(frame) ? '' : (PLACE.exec(frame)?.[1] ?? '');
  return decoded(place.replace(/^file:\/\/(?:\/(?=[a-z]:))?/i, ''), place);
}

/** ESM frames are URLs. */
function decoded(path: string, place: string): string {
  if (path === place || !path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
