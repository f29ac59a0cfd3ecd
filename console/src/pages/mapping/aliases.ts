import type { Row } from './rows.ts';
import type { Transform } from './transforms.ts';

/** Another name of an attribute, as a row writes it. */
export type Alias = NonNullable<Row['aliases']>[number];

/** The other name itself. */
export const nameOfAlias = (alias: Alias): string => (typeof alias === 'string' ? alias : alias.name);

/** The transform of the value under this name, if it has one. */
export const transformOfAlias = (alias: Alias): Transform | undefined =>
  typeof alias === 'string' ? undefined : alias.transform;

/** Writes another name in the shortest form. */
export const aliasOf = (name: string, transform: Transform | undefined): Alias =>
  transform === undefined ? name : { name, transform };

/** The other names that have one; none if the value is no list. */
export const namedAliases = (value: unknown): readonly Alias[] =>
  Array.isArray(value) ? (value as readonly Alias[]).filter((alias) => nameOfAlias(alias) !== '') : [];
