import type { Row } from './rows.ts';

/** A change of a value on its way. */
export type Transform = NonNullable<Row['transforms']>[number];

/** A value that a transform puts in the place of another. */
export type FixedValue = string | number | boolean;

/** What a transform is at first. */
const AT_FIRST: Readonly<Record<string, Transform>> = {
  not: 'not',
  trim: 'trim',
  case: { case: 'lower' },
  join: { join: ', ' },
  split: { split: ', ' },
  table: { table: {} },
  constant: { constant: '' },
  default: { default: '' },
};

/** The name of a transform; that of one which is not known is its own text. */
export const nameOf = (transform: Transform): string =>
  typeof transform === 'string' ? transform : (Object.keys(transform)[0] ?? '');

/** The parameter of a transform; `undefined` if it has none. */
export const parameterOf = (transform: Transform): unknown =>
  typeof transform === 'string' ? undefined : Object.values(transform)[0];

/** Makes a transform of this name. */
export const newTransform = (name: string): Transform => AT_FIRST[name] ?? 'trim';

/** What stands in where nothing is sent; `undefined` if nothing does. */
export const defaultOf = ({ transforms = [] }: Pick<Row, 'transforms'>): FixedValue | undefined =>
  transforms
    .filter((transform) => nameOf(transform) === 'default')
    .map((transform) => parameterOf(transform) as FixedValue)[0];

/** A fixed value of another type that says the same as far as it can. */
export function asType(value: FixedValue, type: string): FixedValue {
  if (type === 'boolean') return String(value) === 'true';
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : 0;
  return String(value);
}

/** A list with an element moved by one place. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const to = at + by;
  const element = list[at];
  if (element === undefined || to < 0 || to >= list.length) return list;
  const others = list.filter((_element, i) => i !== at);
  return [...others.slice(0, to), element, ...others.slice(to)];
}
