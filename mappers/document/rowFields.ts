import type { Alias, Row } from './types.ts';

/** The aliases of a row. */
export const aliasesOf = ({ aliases = [] }: Pick<Row, 'aliases'>): readonly Alias[] =>
  aliases.map((alias) => (typeof alias === 'string' ? { name: alias } : alias));

/** The user attributes that a row mirrors its value in. */
export const mirrorsOf = ({ mirror = [] }: Pick<Row, 'mirror'>): readonly string[] =>
  typeof mirror === 'string' ? [mirror] : mirror;
