import { Th, Thead, Tr, type ThProps } from '@patternfly/react-table';

/** The heads of the columns of a table. */
export function ColumnHeads({
  names,
  ...layout
}: Pick<ThProps, 'modifier'> & {
  readonly names: readonly string[];
}) {
  return (
    <Thead>
      <Tr>
        {names.map((name) => (
          <Th key={name} {...layout}>
            {name}
          </Th>
        ))}
      </Tr>
    </Thead>
  );
}
