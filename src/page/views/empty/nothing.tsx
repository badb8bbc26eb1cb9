/** A view that has nothing to show: because of the filter, or because nothing has happened yet. */
import { filter } from '../../state/location.js';
import { FirstSteps } from './first-steps.js';
import { NoMatch } from './no-match.js';

export function Nothing() {
  return filter.value === '' ? <FirstSteps /> : <NoMatch />;
}
