/** Without MCPWATCH_OTLP nothing of it is there: no file is read, no text of it runs, and the spool has nothing for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otlpSink } from '../delivery/ship/otlp/send/sink.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 20, b: 22 } } };
/** Prints what each thread is started with, whenever that is, and at the end the files of the package that were loaded. */
const OBSERVER = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { Module } from 'node:module';
  import { basename } from 'node:path';
  import threads, { Worker } from 'node:worker_threads';
  threads.Worker = class extends Worker {
    constructor(text, options) {
      writeSync(2, 'THREAD ' + String(text).includes('resourceSpans') + '\\n');
      super(text, options);
    }
  };
  process.on('exit', () => {
    const files = Object.keys(Module._cache).filter((path) => path.includes('/dist/')).map((path) => basename(path));
    writeSync(2, 'FILES ' + files + '\\n');
  });
`)}`;

interface Observed {
  readonly files: readonly string[];
  /** For each thread: whether its program can write spans. */
  readonly texts: readonly boolean[];
  readonly spool: readonly string[];
}

async function observe(env: Record<string, string>): Promise<Observed> {
  const dir = join(temporaryFolder(), 'spool');
  const { stderr } = await runStdio({
    command: [process.execPath, '--import', OBSERVER, '--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'],
    steps: [...HANDSHAKE, ADD],
    // Without an endpoint there would be no thread: nobody listens in the folder.
    env: { MCPWATCH_SPOOL_DIR: dir, MCPWATCH_ENDPOINT: 'http://127.0.0.1:9', ...env },
  });
  const after = (word: string) => [...stderr.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, text = '']) => text);
  const spool = readdirSync(dir)
    .filter((name) => !name.endsWith('.sock'))
    .map((name) => readFileSync(join(dir, name), 'utf8'));
  return { files: after('FILES').join().split(','), texts: after('THREAD').map((text) => text === 'true'), spool };
}

describe('a server', () => {
  it('without MCPWATCH_OTLP loads nothing of it, runs nothing of it and stores nothing for it', async () => {
    const { files, texts, spool } = await observe({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect(files).toContain('agent.cjs');
    expect(files.filter((name) => name.includes('otlp'))).toEqual([]);
    expect(texts).toEqual([false]);
    expect(spool.length).toBeGreaterThan(0);
    expect(spool.join('\n')).not.toMatch(/otlp|mcpwatch\.trace\./);
  });

  it('with it loads one more file and runs one more thread: the same observation sees both', async () => {
    const sink = await otlpSink();
    sink.answerWith((response) => response.writeHead(503).end());
    const { files, texts, spool } = await observe({ MCPWATCH_OTLP: sink.url });
    expect(files.filter((name) => name.includes('otlp'))).toEqual(['otlp-target.cjs']);
    expect([...texts].sort()).toEqual([false, true]);
    expect(spool.join('\n')).toMatch(/otlp/);
  });
});

it('what every process loads cannot write spans', () => {
  const built = ['register.cjs', 'preload.cjs', 'agent.cjs', 'worker-source.cjs', 'otlp-target.cjs'];
  const withSpans = built.filter((name) => readFileSync(join('dist', name), 'utf8').includes('resourceSpans'));
  expect(withSpans).toEqual(['otlp-target.cjs']);
});
