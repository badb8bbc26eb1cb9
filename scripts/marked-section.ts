/** Reads and replaces the part of a document between `<!-- name -->` and `<!-- /name -->`. */

function bounds(document: string, name: string): { readonly from: number; readonly to: number } {
  const opening = `<!-- ${name} -->`;
  const start = document.indexOf(opening);
  const to = document.indexOf(`<!-- /${name} -->`);
  if (start < 0 || to < start) throw new Error(`the document has no section ${name}`);
  return { from: start + opening.length, to };
}

export function readSection(document: string, name: string): string {
  const { from, to } = bounds(document, name);
  return document.slice(from, to).trim();
}

export function writeSection(document: string, name: string, text: string): string {
  const { from, to } = bounds(document, name);
  return `${document.slice(0, from)}\n${text}\n${document.slice(to)}`;
}
