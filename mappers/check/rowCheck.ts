import type { MistakeCode } from '../../documents/codes.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import type { RowPath } from '../document/rowPath.ts';

/** Collects what is wrong with a member of a row. */
export type Complain = (member: keyof Row, code: MistakeCode, sentence: string, hint?: string) => void;

/** A row under examination. */
export interface Examined {
  readonly row: Row;
  readonly path: RowPath;
  readonly type: ResourceType;
  readonly isPreset: (member: keyof Row) => boolean;
  readonly complain: Complain;
}

/** Names that attributes can have. */
export const ATTRIBUTE_NAME = /^[A-Za-z][\w$-]*$/;

/** The attribute that a row's values belong to, where its path leads to one. */
export function leafOf({
  row,
  path,
}: Pick<Examined, 'row' | 'path'>): Pick<Attribute, 'type' | 'multiValued'> | undefined {
  if (path.kind === 'foreign') return { type: row.type ?? 'string', multiValued: row.multiValued ?? false };
  if (path.kind !== 'attribute') return undefined;
  const { resolved, element } = path;
  return element === undefined ? (resolved.sub ?? resolved.attribute) : element.sub;
}

/** What an attribute is, in words. */
export const kindOf = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>): string => {
  if (type === 'complex') return multiValued ? 'a list of objects' : 'an object';
  const one = type === 'integer' ? 'an integer' : type === 'string' ? 'text' : `a ${type}`;
  return multiValued ? `a list of ${type === 'string' ? 'texts' : `${type}s`}` : one;
};
