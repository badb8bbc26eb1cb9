/**
 * How the known tokens begin: their first three characters, or two where the start has no more. The build replaces this
 * file by its value (scripts/compiled-seeds-plugin.ts), so that a start does without the table of forms (#14).
 */
import { TOKEN_FORMS } from './token-forms.js';

const START_CHARS = 3;

export const TOKEN_STARTS: string = [...new Set(TOKEN_FORMS.map(({ start }) => start.slice(0, START_CHARS)))].join(' ');
