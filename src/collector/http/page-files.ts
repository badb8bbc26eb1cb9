/** The page's files. All are read at start, so that a request can name only what is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Answer, failure, nothingAt } from './answer.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A name with a hash of its content never changes. */
const HASHED = /-[0-9A-Za-z_-]{8,}\.\w+$/;

export class PageFiles {
  readonly #files = new Map<string, Buffer>();

  constructor(folder: string) {
    for (const name of namesIn(folder)) this.#files.set(`/${name}`, readFileSync(join(folder, name)));
  }

  answer(path: string): Answer {
    const name = path === '/' ? '/index.html' : path;
    const body = this.#files.get(name);
    if (body === undefined) {
      const isPage = name === '/index.html';
      return failure(404, 'not_found', isPage ? 'this build has no page; the API is at /api/state' : nothingAt(path));
    }
    const cache = HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    return { kind: 'whole', status: 200, headers: { 'content-type': type, 'cache-control': cache }, body };
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .map((name) => name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
