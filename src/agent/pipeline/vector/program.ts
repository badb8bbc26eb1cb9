/** Starts the programs in WebAssembly that read and write text, where the machine has what they need. */
import type { TextMemory } from './text-memory.js';

/**
 * What `use` makes of the exports of `program`, which is in base64 and works in a memory. Undefined where there is no
 * WebAssembly (`--jitless`), its vectors are missing (processors before 2008), or its memory is refused.
 */
export function withProgram<Exports, Result>(
  program: string,
  memoryOf: () => TextMemory,
  use: (exports: Exports, memory: TextMemory) => Result,
): Result | undefined {
  try {
    const memory = memoryOf();
    const module = new WebAssembly.Module(Buffer.from(program, 'base64'));
    return use(new WebAssembly.Instance(module, { text: { memory: memory.memory } }).exports as Exports, memory);
  } catch {
    return undefined;
  }
}
