import type { Alias, Row } from './types.ts';

/** The aliases of a row, in their long form. */
export const aliasesOf = ({ aliases = [] }: Pick<Row, 'aliases'>): readonly Alias[] =>
  aliases.map((alias) => (typeof alias === 'string' ? { name: alias } : alias));

/** The user attributes that also hold the value of a row. */
export const mirrorsOf = ({ mirror = [] }: Pick<Row, 'mirror'>): readonly string[] =>
  typeof mirror === 'string' ? [mirror] : mirror;
