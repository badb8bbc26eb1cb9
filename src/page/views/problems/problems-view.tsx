/** What needs attention, grouped: errors by shape, hanging calls, deaths, pollution of stdout, lost events. */

import type { ProblemKind } from '../../../analysis/problems/problem.js';
import type { Page, Problem } from '../../api/types.js';
import { Icon, type IconName } from '../../components/icon.js';
import { Partial } from '../../components/partial.js';
import { Amount } from '../../components/quantity.js';
import { Sparkline } from '../../components/sparkline.js';
import { countOf } from '../../format/quantity.js';
import { shownText } from '../../format/shown-text.js';
import { ageOf, fullTime } from '../../format/time.js';
import { now } from '../../state/clock.js';
import { useLoaded } from '../../state/load.js';
import { filter, go, linkTo, parameter } from '../../state/location.js';
import { freshness } from '../../state/stream.js';
import { term } from '../../state/term.js';
import { RelatedRows } from '../call/related-rows.js';
import { Failure } from '../empty/failure.js';
import { TermChips } from '../empty/term-chips.js';

const KINDS: Readonly<Record<ProblemKind, { readonly icon: IconName; readonly word: string; readonly look: string }>> =
  {
    error: { icon: 'error', word: 'error', look: 'error' },
    hanging: { icon: 'hanging', word: 'hanging', look: 'hanging' },
    died: { icon: 'died', word: 'died', look: 'died' },
    stdout: { icon: 'warning', word: 'stdout', look: 'hanging' },
    transport: { icon: 'error', word: 'transport', look: 'error' },
    lost: { icon: 'warning', word: 'events lost', look: 'hanging' },
    rejected: { icon: 'warning', word: 'events rejected', look: 'hanging' },
    never_connected: { icon: 'warning', word: 'never connected', look: 'hanging' },
  };

export function ProblemsView() {
  const loaded = useLoaded<Page<Problem>>(() => {
    void freshness.value;
    return { path: '/api/problems', query: { filter: filter.value, limit: 200 } };
  });
  const { value } = loaded.value;
  if (loaded.value.status === 'failed' && value === undefined) return <Failure message={loaded.value.message} />;
  if (value === undefined) return <p class="notice">Loading…</p>;
  if (value.items.length === 0) {
    return (
      <section class="empty" aria-label="Problems">
        <h2>{filter.value === '' ? 'No problems' : 'No problem matches the filter'}</h2>
        <p class="secondary">
          Errors, hanging calls, deaths and lost events appear here, grouped by what they have in common.
        </p>
        {filter.value !== '' && <TermChips />}
      </section>
    );
  }
  return (
    <section class="page" aria-label="Problems" tabIndex={0}>
      <Partial isComplete={value.complete} />
      <ul class="problems">
        {value.items.map((problem) => (
          <ProblemItem key={problem.problem_id} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function ProblemItem({ problem }: { readonly problem: Problem }) {
  const { problem_id: id, kind, title, count, trend } = problem;
  const isOpen = parameter('problem') === id;
  const { icon, word, look } = KINDS[kind];
  return (
    <li class="problem">
      <div class="problem-head">
        <span class={`status status-${look}`}>
          <Icon name={icon} />
          <span class="status-word">{word}</span>
        </span>
        <button
          type="button"
          class="problem-title"
          aria-expanded={isOpen}
          title={shownText(title)}
          onClick={() => go({ parameters: { problem: isOpen ? '' : id } })}
        >
          <bdi>{title}</bdi>
        </button>
        {count > 1 ? <Sparkline values={trend} label={`${count} times`} /> : <span class="sparkline" />}
        <span class="number problem-count">
          × <Amount of={countOf(count)} />
        </span>
        <span class="secondary number problem-age" title={fullTime(problem.last_at)}>
          {ageOf(problem.last_at, now.value)}
        </span>
      </div>
      <p class="problem-where secondary">
        <bdi>{whereOf(problem)}</bdi>
        {problem.location !== null && (
          <>
            {' '}
            at <code>{problem.location}</code>
          </>
        )}
      </p>
      {problem.advice !== null && <p class="advice">{problem.advice}</p>}
      {isOpen && <Examples problem={problem} />}
    </li>
  );
}

const whereOf = ({ servers, servers_total, names, names_total }: Problem): string =>
  [listed(servers, servers_total, 'servers'), listed(names, names_total, 'names')]
    .filter((part) => part !== '')
    .join(' · ');

/** How many comes first: the end is cut. With what most names are short: a list of 100 kB names is no list. */
function listed(names: readonly string[], total: number, what: string): string {
  const some = total > names.length ? `${names.length} of ${total.toLocaleString('en')} ${what}: ` : '';
  return some + names.map(shownText).join(', ');
}

function Examples({ problem }: { readonly problem: Problem }) {
  return (
    <div class="problem-open">
      <dl class="facts">
        <div class="fact fact-line">
          <dt>First</dt>
          <dd>{fullTime(problem.first_at)}</dd>
        </div>
        <div class="fact fact-line">
          <dt>Last</dt>
          <dd>{fullTime(problem.last_at)}</dd>
        </div>
      </dl>
      {problem.open_calls.length > 0 && <RelatedRows title="Open at that time" rows={problem.open_calls} />}
      <p class="actions">
        {problem.last_event_id !== null && (
          <a class="button" href={linkTo({ parameters: { event: problem.last_event_id } })}>
            Open the last one
          </a>
        )}
        {problem.kind !== 'lost' && problem.kind !== 'rejected' && (
          <a
            class="button"
            href={linkTo({ view: 'live', parameters: { filter: term('problem', problem.problem_id) } })}
          >
            Show all {problem.count}
          </a>
        )}
      </p>
    </div>
  );
}
