/** The Markdown documents of the project: which there are, what they link to, and which anchors they have. */
import { readdirSync } from 'node:fs';

/** Every document, from the repository's root. */
export function documents(): readonly string[] {
  const markdownIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.md'));
  return [...markdownIn('.'), ...markdownIn('docs').map((name) => `docs/${name}`)].sort();
}

export interface Link {
  /** A path relative to the document; empty for a link inside it. */
  readonly path: string;
  /** Without `#`; empty when the link names a whole file. */
  readonly anchor: string;
}

const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** Links to files and headings; links to other sites are left out. */
export function linksOf(text: string): readonly Link[] {
  return [...withoutCode(text).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, path = '', anchor = '']) => ({ path, anchor }),
  );
}

/** The anchors that GitHub makes of a document's headings. */
export function anchorsOf(text: string): readonly string[] {
  const seen = new Map<string, number>();
  const headings = text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, title = '']) => {
    const slug = title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
