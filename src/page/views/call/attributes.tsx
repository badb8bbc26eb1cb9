/** The event's attributes and ids, as they are sent. */
import type { EventDetail } from '../../api/types.js';
import { WithMarkers } from '../../json/markers.js';

const SHOWN_ELSEWHERE = /^(?:exception\.|mcpwatch\.error\.data)/;

export function Attributes({ detail: { row, attributes } }: { readonly detail: EventDetail }) {
  const ids: readonly (readonly [string, string | null])[] = [
    ['event_id', row.event_id],
    ['trace_id', row.trace_id],
    ['span_id', row.span_id],
    ['parent_span_id', row.parent_span_id],
  ];
  const own = Object.entries(attributes).filter(([name]) => !SHOWN_ELSEWHERE.test(name));
  return (
    <table class="attributes">
      <tbody>
        {[...ids, ...own].map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value === null ? <span class="faint">none</span> : <WithMarkers text={value} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
