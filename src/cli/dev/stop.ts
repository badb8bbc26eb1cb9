/** What ends `mcpwatch dev`: Ctrl-C, SIGTERM, the end of its terminal, or that nobody reads its output any more. */
export class Stop {
  readonly came: Promise<void>;
  /** A command that has not been started by then is not started any more. */
  hasCome = false;

  constructor(stdout: NodeJS.WriteStream) {
    this.came = new Promise((resolve) => {
      const stop = () => {
        this.hasCome = true;
        resolve();
      };
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
      stdout.on('error', stop);
    });
  }
}
