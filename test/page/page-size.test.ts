/** What a browser has to load for the page, compressed; no request leaves the machine (#11). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const MAX_GZIP_BYTES = 120 * 1024;
const ASSETS = join('dist', 'page', 'assets');
const html = readFileSync(join('dist', 'page', 'index.html'), 'utf8');

describe('the built page', () => {
  it(`is at most ${MAX_GZIP_BYTES} bytes, compressed`, () => {
    const files = readdirSync(ASSETS).map((name) => readFileSync(join(ASSETS, name)));
    const bytes = [...files, Buffer.from(html)].reduce((sum, file) => sum + gzipSync(file).length, 0);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(MAX_GZIP_BYTES);
  });

  it('loads only its own files, and has no inline script or style', () => {
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.filter((source) => !source.startsWith('/assets/') && source !== 'data:,')).toEqual([]);
    expect(html).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son\w+=/);
  });
});
