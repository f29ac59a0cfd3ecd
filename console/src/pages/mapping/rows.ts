import type { AdminBodies, Configuration } from '../../../../bridge/admin/contract.ts';

/** A SCIM attribute in force, as the bridge lists it. */
export type MappingRow = AdminBodies['GET /mapping']['user'][number];

/** A row of a mapping. */
export type Row = NonNullable<MappingRow['row']>;

/** What the realm's own mapping says of an attribute: `keycloak: null` removes the row. */
export type RowChange = Partial<Omit<Row, 'keycloak'>> & {
  readonly scim: string;
  readonly keycloak?: string | null;
};

/** The resource types of a mapping. */
export type Kind = 'user' | 'group';

/** A SCIM attribute with what was typed about it. */
export interface ShownRow {
  readonly scim: string;
  /** The row with what was typed; absent if the realm removes it. */
  readonly row?: Row;
  readonly inherited?: Row;
  readonly source: MappingRow['source'];
  /** Its place in the realm's own rows; absent if they say nothing of it. */
  readonly at?: number;
  /** Whether something about it is not saved. */
  readonly isEdited: boolean;
}

const isSame = (path: string | undefined, other: string): boolean =>
  path?.toLowerCase() === other.toLowerCase();

const isAbout = ({ path, row, inherited }: MappingRow, { scim }: RowChange): boolean =>
  [path, row?.scim, inherited?.scim].some((name) => isSame(name, scim));

/** The realm's own rows in a mapping; empty if it has none or they have another shape. */
export const ownRows = (mapping: unknown, kind: Kind): readonly RowChange[] => {
  const rows = (mapping as Readonly<Record<string, unknown>> | undefined)?.[kind];
  return Array.isArray(rows) ? (rows as readonly RowChange[]) : [];
};

function shownRow(
  mapped: MappingRow,
  saved: readonly RowChange[],
  typed: readonly RowChange[],
): ShownRow | undefined {
  const { inherited } = mapped;
  const at = typed.findIndex((change) => isAbout(mapped, change));
  const change = typed[at];
  const before = saved.find((other) => isAbout(mapped, other));
  const isEdited = JSON.stringify(change) !== JSON.stringify(before);
  const scim = change?.scim ?? inherited?.scim ?? mapped.path;
  if (change === undefined) {
    if (inherited === undefined) return undefined;
    const source = mapped.source === 'realm' ? 'profile' : mapped.source;
    return { scim, row: inherited, inherited, source, isEdited };
  }
  return {
    scim,
    ...(change.keycloak === null ? {} : { row: { ...inherited, ...change } as Row }),
    ...(inherited === undefined ? {} : { inherited }),
    source: 'realm',
    at,
    isEdited,
  };
}

/** The rows in force with what was typed: those of the bridge, then the new ones. */
export function shownRows(
  mapped: readonly MappingRow[],
  saved: readonly RowChange[],
  typed: readonly RowChange[],
): readonly ShownRow[] {
  const known = mapped.map((row) => shownRow(row, saved, typed)).filter((row) => row !== undefined);
  const added = typed.flatMap((change, at): ShownRow[] =>
    mapped.some((row) => isAbout(row, change))
      ? []
      : [{ scim: change.scim, row: change as Row, source: 'realm', at, isEdited: true }],
  );
  return [...known, ...added];
}

/** A mapping with other rows of its own; without any, the member is left out. */
export function withOwnRows(
  mapping: object | undefined,
  kind: Kind,
  rows: readonly RowChange[],
): object | undefined {
  const { [kind]: _before, ...others } = (mapping ?? {}) as Readonly<Record<string, unknown>>;
  const result = rows.length === 0 ? others : { ...others, [kind]: rows };
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Rows of the realm with another one at its place; without a place it is added, and `undefined` takes it away. */
export function withRow(
  rows: readonly RowChange[],
  at: number | undefined,
  change: RowChange | undefined,
): readonly RowChange[] {
  if (at === undefined) return change === undefined ? rows : [...rows, change];
  return rows.flatMap((row, i) => (i === at ? (change ?? []) : row));
}

/** A configuration with another row of its own at a place; without a place it is added, and `undefined` takes it away. */
export function withOwnRow(
  configuration: Configuration,
  kind: Kind,
  at: number | undefined,
  change: RowChange | undefined,
): Configuration {
  const { mapping, ...config } = configuration.config;
  const changed = withOwnRows(mapping, kind, withRow(ownRows(mapping, kind), at, change));
  return {
    ...configuration,
    config: { ...config, ...(changed === undefined ? {} : { mapping: changed as Record<string, unknown> }) },
  };
}

/** Applies the realm's change to an inherited row; the form shows a path that is not a text as empty. */
export const mergedRow = (change: RowChange, inherited: Row | undefined): Row => {
  const row = { ...inherited, ...change };
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { ...row, scim: textOf(row.scim), keycloak: textOf(row.keycloak) };
};

/** What the realm's mapping has to say for a row to be in force; `undefined` if that is inherited already. */
export function changeFor(row: Row, inherited: Row | undefined): RowChange | undefined {
  const { scim, ...members } = row;
  const own = Object.entries(members).filter(
    ([name, value]) =>
      JSON.stringify(value) !==
      JSON.stringify((inherited as Readonly<Record<string, unknown>> | undefined)?.[name]),
  );
  if (own.length === 0 && inherited !== undefined) return undefined;
  return { scim, ...Object.fromEntries(own) };
}
