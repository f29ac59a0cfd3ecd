import type { Row } from './rows.ts';

/** How a member of a row is edited. */
type Control = 'text' | 'switch' | 'choice' | 'names' | 'aliases' | 'transforms';

/** How the form shows a member of a row. */
interface RowField {
  readonly control: Control;
  /** Whether the form shows it at once, on demand, or on demand for an attribute of an extension. */
  readonly place: 'first' | 'more' | 'extension';
  /** What takes back an inherited value; absent if nothing does. */
  readonly empty?: unknown;
}

/** Every member of a row in the order of the form. */
export const ROW_FIELDS = {
  scim: { control: 'text', place: 'first', empty: '' },
  keycloak: { control: 'text', place: 'first', empty: '' },
  direction: { control: 'choice', place: 'first', empty: 'both' },
  required: { control: 'switch', place: 'first', empty: false },
  transforms: { control: 'transforms', place: 'first', empty: [] },
  aliases: { control: 'aliases', place: 'more', empty: [] },
  mirror: { control: 'names', place: 'more', empty: [] },
  principal: { control: 'choice', place: 'more' },
  lookup: { control: 'switch', place: 'more', empty: false },
  returned: { control: 'choice', place: 'more', empty: 'default' },
  type: { control: 'choice', place: 'extension', empty: 'string' },
  multiValued: { control: 'switch', place: 'extension', empty: false },
  description: { control: 'text', place: 'extension', empty: '' },
} as const satisfies Readonly<Record<keyof Row, RowField>>;

/** The names of the members in the order of the form. */
const NAMES = Object.keys(ROW_FIELDS) as readonly (keyof Row)[];

const isOfExtension = ({ scim }: Pick<Row, 'scim'>): boolean => scim.startsWith('urn:');

/** The members of a row that are shown at once. */
export const FIRST_FIELDS = NAMES.filter((name) => ROW_FIELDS[name].place === 'first');

/** The members that are shown on demand: those of extensions only for their attributes, or where the row has them. */
export const moreFields = (row: Row): readonly (keyof Row)[] =>
  NAMES.filter((name) => {
    const { place } = ROW_FIELDS[name];
    return place === 'more' || (place === 'extension' && (isOfExtension(row) || name in row));
  });

/** Whether a row says something in a member that is shown on demand. */
export const saysMore = (row: Row): boolean => moreFields(row).some((name) => name in row);

/** A row with another value of a member; `undefined` takes it back, also where it is inherited. */
export function withField(row: Row, inherited: Row | undefined, name: keyof Row, value: unknown): Row {
  const { [name]: _before, ...others } = row;
  if (value !== undefined) return { ...row, [name]: value };
  const { empty } = ROW_FIELDS[name] as RowField;
  const isWritten = (inherited !== undefined && name in inherited) || name === 'scim' || name === 'keycloak';
  return (isWritten && empty !== undefined ? { ...row, [name]: empty } : others) as Row;
}

/** The value of a member as the form takes it: names in a list. */
export const fieldOf = (row: Row, name: keyof Row): unknown =>
  name === 'mirror' && typeof row.mirror === 'string' ? [row.mirror] : row[name];
