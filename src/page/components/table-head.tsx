/** The head of a table: titles, numbers to the right. */

export interface HeadColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

export function TableHead({ columns }: { readonly columns: readonly HeadColumn[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ title, isNumber = false }) => (
          <th key={title} scope="col" class={isNumber ? 'number' : ''}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
