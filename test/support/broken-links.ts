/** Relative links that lead nowhere, checked as a reader would follow them. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchorsOf, linksOf } from '../../scripts/documents.js';

/** Links of the document at `root`/`document` whose file or heading does not exist, as `document: path#anchor`. */
export function brokenLinks(root: string, document: string): readonly string[] {
  const links = linksOf(readFileSync(join(root, document), 'utf8'));
  return links
    .filter(({ path, anchor }) => {
      const target = path === '' ? join(root, document) : join(root, dirname(document), path);
      if (!existsSync(target)) return true;
      return anchor !== '' && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    })
    .map(({ path, anchor }) => `${document}: ${path}${anchor === '' ? '' : `#${anchor}`}`);
}
