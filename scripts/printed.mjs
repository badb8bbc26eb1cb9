/** Waits for what a child process says on its stderr. */

/** Resolves with the first group of `pattern`; rejects with all that was said when the process ends before. */
export function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(text)));
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const [, found] = pattern.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
}
