/** Server and period: shortcuts that write into the filter. */

import { setFilter } from '../state/filter-text.js';
import { filter } from '../state/location.js';
import { collector } from '../state/stream.js';
import { term, termsOf } from '../state/term.js';

const PERIODS: readonly (readonly [value: string, title: string])[] = [
  ['', 'any time'],
  ['5m', 'last 5 min'],
  ['15m', 'last 15 min'],
  ['1h', 'last hour'],
  ['24h', 'last day'],
  ['7d', 'last week'],
];

/** The filter with at most one term of `key`: `replacement`, or none. */
function replaceTerm(key: string, replacement: string): void {
  const others = termsOf(filter.peek()).filter((kept) => !kept.startsWith(`${key}:`));
  setFilter([...others, ...(replacement === '' ? [] : [replacement])].join(' '));
}

const termOf = (key: string): string => termsOf(filter.value).find((each) => each.startsWith(`${key}:`)) ?? '';

/** In the header; in a narrow window in the menu. */
export function Pickers({ where }: { readonly where: 'header' | 'menu' }) {
  const servers = collector.value?.servers ?? [];
  const server = termOf('server');
  const period = termOf('since').slice('since:'.length);
  const isListed = PERIODS.some(([value]) => value === period);
  return (
    <div class={`pickers ${where === 'header' ? 'only-wide' : 'only-narrow'}`}>
      {servers.length > 1 && (
        <select
          aria-label="Server"
          value={server}
          onChange={(event) => replaceTerm('server', event.currentTarget.value)}
        >
          <option value="">all servers</option>
          {server !== '' && !servers.some(({ server_name: name }) => term('server', name) === server) && (
            <option value={server}>{server}</option>
          )}
          {servers.map(({ server_name: name }) => (
            <option key={name} value={term('server', name)}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Period"
        value={period}
        onChange={({ currentTarget: { value } }) => replaceTerm('since', value === '' ? '' : `since:${value}`)}
      >
        {!isListed && <option value={period}>since {period}</option>}
        {PERIODS.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}
