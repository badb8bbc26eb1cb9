/** Loads another file of `dist/`, even where the host has replaced the file system that `require` reads (#9 B3). */
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join } from 'node:path';

declare const __dirname: string;

/** `load` is the call of `require` for the file: bundlers look for that call, and put the file into the bundle. */
export function loadBuiltFile(name: string, load: () => unknown): unknown {
  try {
    return load();
  } catch (error) {
    const file = readBuiltFile(name);
    if (file === undefined) throw error;
    return compile(file.path, file.text);
  }
}

function readBuiltFile(name: string): { path: string; text: string } | undefined {
  try {
    const path = join(__dirname, name);
    return { path, text: readFileSync(path, 'utf8') };
  } catch {
    return undefined;
  }
}

function compile(path: string, text: string): unknown {
  const module = new Module(path);
  module.filename = path;
  // What `require` calls with the text of a file; Node has no type for it.
  const run: unknown = Reflect.get(module, '_compile');
  if (typeof run === 'function') Reflect.apply(run, module, [text, path]);
  return module.exports;
}
