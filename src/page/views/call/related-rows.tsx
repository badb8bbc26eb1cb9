/** Rows that belong to a call: its parent, its rounds, what the server asked meanwhile. */
import type { Row } from '../../api/types.js';
import { Duration } from '../../components/quantity.js';
import { StatusMark } from '../../components/status.js';
import { clockTime } from '../../format/time.js';
import { linkTo } from '../../state/location.js';

export function RelatedRows({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section class="section" aria-label={title}>
      <h3 class="plain">{title}</h3>
      <table class="related">
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td class="faint number">{clockTime(row.started_at)}</td>
              <td>
                <a href={linkTo({ parameters: { event: row.event_id } })}>
                  <bdi>{row.event_name}</bdi>
                </a>
              </td>
              <td class="number">{row.event_type === 'notification' ? '' : <Duration ms={row.duration_ms} />}</td>
              <td>
                <StatusMark status={row.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
