import type { MistakeCode } from '../../documents/codes.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import type { RowPath } from '../document/rowPath.ts';

/** Reports a mistake in a member of a row. */
export type Complain = (member: keyof Row, code: MistakeCode, sentence: string, hint?: string) => void;

/** A row that is being checked. */
export interface RowCheck {
  readonly row: Row;
  readonly path: RowPath;
  readonly type: ResourceType;
  readonly isPreset: (member: keyof Row) => boolean;
  readonly complain: Complain;
}

/** The names that an attribute can have (RFC 7643 §2.1). */
export const ATTRIBUTE_NAME = /^[A-Za-z][\w$-]*$/;

/** The attribute whose values a row maps; `undefined` if its path leads to none. */
export function leafOf({
  row,
  path,
}: Pick<RowCheck, 'row' | 'path'>): Pick<Attribute, 'type' | 'multiValued'> | undefined {
  if (path.kind === 'undeclared')
    return { type: row.type ?? 'string', multiValued: row.multiValued ?? false };
  if (path.kind !== 'attribute') return undefined;
  const { resolved, element } = path;
  return element === undefined ? (resolved.sub ?? resolved.attribute) : element.sub;
}

/** Whether a path leads to a part of one element of a list. */
export const isElement = (path: RowPath): boolean => path.kind === 'attribute' && path.element !== undefined;

/** Describes the type of an attribute in words. */
export const kindOf = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>): string => {
  if (type === 'complex') return multiValued ? 'a list of objects' : 'an object';
  if (multiValued) return `a list of ${type === 'string' ? 'texts' : `${type}s`}`;
  return type === 'integer' ? 'an integer' : type === 'string' ? 'text' : `a ${type}`;
};
