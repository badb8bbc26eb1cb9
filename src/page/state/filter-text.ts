/** Edits of the filter's text: terms added and removed from elsewhere in the page. */
import { filter, go } from './location.js';
import { withTerm } from './term.js';

export const setFilter = (text: string): void => go({ parameters: { filter: text } });
export const addToFilter = (added: string): void => setFilter(withTerm(filter.peek(), added));
