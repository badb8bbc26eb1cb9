/** One row per tool: how it is used, what it costs, and which are never called. */

import type { Tool, ToolList } from '../../api/types.js';
import { Icon } from '../../components/icon.js';
import { Partial } from '../../components/partial.js';
import { Amount, Duration, Size } from '../../components/quantity.js';
import { Sparkline } from '../../components/sparkline.js';
import { countOf, shareOf, textOf } from '../../format/quantity.js';
import { hueOf } from '../../format/server-hue.js';
import { shownText } from '../../format/shown-text.js';
import { ageOf, fullTime } from '../../format/time.js';
import { now } from '../../state/clock.js';
import { useLoaded } from '../../state/load.js';
import { filter, go, parameter } from '../../state/location.js';
import { freshness } from '../../state/stream.js';
import { Failure } from '../empty/failure.js';
import { Nothing } from '../empty/nothing.js';
import { ListWeights } from './list-weight.js';
import { ToolDetails } from './tool-details.js';
import { isUnused, sortTools, TOOL_COLUMNS } from './tool-order.js';

export function ToolsView() {
  const loaded = useLoaded<ToolList>(() => {
    void freshness.value;
    return { path: '/api/tools', query: { filter: filter.value } };
  });
  const { value } = loaded.value;
  if (loaded.value.status === 'failed' && value === undefined) return <Failure message={loaded.value.message} />;
  if (value === undefined) return <p class="notice">Loading…</p>;
  if (value.items.length === 0) return <Nothing />;
  const sort = parameter('sort');
  const lists = value.catalogues.filter(({ kind }) => kind === 'tools');
  return (
    <section class="page" aria-label="Tools" tabIndex={0}>
      <ListWeights catalogues={lists} />
      <Partial isComplete={value.complete} />
      {!value.exact && <p class="secondary">More calls than are read at once: percentiles are estimated.</p>}
      <table class="table tools">
        <thead>
          <tr>
            {TOOL_COLUMNS.map(({ name, title, isNumber }) => (
              <th
                key={name}
                scope="col"
                class={isNumber ? 'number' : ''}
                aria-sort={sort === name ? 'descending' : 'none'}
              >
                <button
                  type="button"
                  class="sort"
                  onClick={() => go({ parameters: { sort: sort === name ? '' : name } })}
                >
                  {title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sortTools(value.items, sort).map((tool) => (
            <ToolRow
              key={`${tool.server_name} ${tool.name}`}
              tool={tool}
              hasList={lists.some(({ server_name: server }) => server === tool.server_name)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const idOf = (tool: Tool) => JSON.stringify([tool.server_name, tool.name]);

/** `hasList`: the server’s tool list has been seen. */
function ToolRow({ tool, hasList }: { readonly tool: Tool; readonly hasList: boolean }) {
  const isOpen = parameter('tool') === idOf(tool);
  const toggle = () => go({ parameters: { tool: isOpen ? '' : idOf(tool) } });
  return (
    <>
      <tr class={isUnused(tool) ? 'unused' : ''}>
        <th scope="row" class="main">
          <div class="named">
            <span class={`server-mark hue-${hueOf(tool.server_name)}`} />
            <button
              type="button"
              class="plain-link name"
              aria-expanded={isOpen}
              title={shownText(tool.name)}
              onClick={toggle}
            >
              <bdi>{shownText(tool.name)}</bdi>
            </button>
            <span class="faint" title={shownText(tool.server_name)}>
              <bdi>{shownText(tool.server_name)}</bdi>
            </span>
            <span class="tags">
              {tool.running > 0 && <span class="tag">{tool.running} running</span>}
              {tool.changes > 0 && (
                <span class="tag">changed {tool.changes === 1 ? 'once' : `${tool.changes} times`}</span>
              )}
              {!tool.listed && hasList && <span class="tag">not listed</span>}
            </span>
          </div>
        </th>
        <td class="number">
          {isUnused(tool) ? (
            <span class="status status-closed">
              <Icon name="cancelled" />
              {filter.value === '' ? 'never called' : 'no calls'}
            </span>
          ) : (
            <>
              <Sparkline values={tool.trend} label={`${tool.calls} calls`} />
              <span class="calls">
                <Amount of={countOf(tool.calls)} />
              </span>
            </>
          )}
        </td>
        <td class={tool.errors > 0 ? 'number bad' : 'number faint'}>
          {tool.calls === 0 ? '–' : <Amount of={shareOf(tool.error_rate)} />}
        </td>
        <td class="number">
          <Duration ms={tool.p50_ms} />
        </td>
        <td class="number">
          <Duration ms={tool.p95_ms} />
        </td>
        <td class="number">
          <Duration ms={tool.p99_ms} />
        </td>
        <td class="number">
          <Size bytes={tool.response_bytes_p95} />
        </td>
        <td class="number">
          {tool.definition === null ? (
            <span class="faint">–</span>
          ) : (
            <>
              <Size bytes={tool.definition.bytes} />
              <span class="unit tokens">≈ {textOf(countOf(tool.definition.tokens_estimate))} tok</span>
            </>
          )}
        </td>
        <td class="number secondary" title={tool.last_at === null ? '' : fullTime(tool.last_at)}>
          {tool.last_at === null ? '–' : ageOf(tool.last_at, now.value)}
        </td>
      </tr>
      {isOpen && (
        <tr class="expanded">
          <td colSpan={TOOL_COLUMNS.length}>
            <ToolDetails server={tool.server_name} name={tool.name} />
          </td>
        </tr>
      )}
    </>
  );
}
