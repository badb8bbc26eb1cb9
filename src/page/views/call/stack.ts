/** A stack as frames: which belong to the server's own code, and which to its packages and to Node. */

export interface Frame {
  readonly text: string;
  readonly isOwn: boolean;
}

/** Frames of one kind in succession. */
export interface FrameGroup {
  readonly isOwn: boolean;
  readonly frames: readonly string[];
}

const FRAME = /^\s*at\s/;
const FOREIGN = /[\\/]node_modules[\\/]|\(node:|at node:|<anonymous>\)?$/;

/** The frames of `stack`, without its message. */
export function framesOf(stack: string): readonly Frame[] {
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => ({ text: line.trim(), isOwn: !FOREIGN.test(line) }));
}

export function groupFrames(frames: readonly Frame[]): readonly FrameGroup[] {
  const groups: { isOwn: boolean; frames: string[] }[] = [];
  for (const { text, isOwn } of frames) {
    const last = groups.at(-1);
    if (last?.isOwn === isOwn) last.frames.push(text);
    else groups.push({ isOwn, frames: [text] });
  }
  return groups;
}
