/** Whether rows of `source` match a filter, the text of their events included. */
import type { Filter } from '../../analysis/filter/filter.js';
import { createMatcher } from '../../analysis/filter/match.js';
import type { Source } from '../store/source.js';

export const matcherIn = (source: Source, filter: Filter): ReturnType<typeof createMatcher> =>
  createMatcher(filter, ({ event_id }) => source.body(event_id) ?? '');
