import type { MistakeCode } from '../../documents/codes.ts';
import { message, type Text } from '../../documents/text.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import type { RowPath } from '../document/rowPath.ts';

/** Reports a mistake in a member of a row. */
export type Complain = (member: keyof Row, code: MistakeCode, sentence: Text, hint?: Text) => void;

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
export const kindOf = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>): Text => {
  if (type === 'complex') return multiValued ? message('a list of objects') : message('an object');
  if (multiValued)
    return type === 'string' ? message('a list of texts') : message('a list of {type}s', { type });
  if (type === 'integer') return message('an integer');
  return type === 'string' ? message('text') : message('a {type}', { type });
};
