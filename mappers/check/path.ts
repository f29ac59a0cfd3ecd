import type { Filter } from '../../scim/filter/ast.ts';
import { findAttribute } from '../../scim/schema/lookup.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { didYouMean } from '../../documents/suggest.ts';
import { mappablePaths, type RowPath } from '../document/rowPath.ts';
import { ATTRIBUTE_NAME, type RowCheck } from './rowCheck.ts';
import { message } from '../../documents/text.ts';

/** Maximum number of letters in which a mistyped URN differs from a known one. */
const MAX_TYPING_ERROR = 3;

/** Checks the path of a row. */
export function checkPath({ row, path, type, complain }: RowCheck): void {
  const { scim } = row;
  switch (path.kind) {
    case 'malformed':
      complain(
        'scim',
        'unknownPath',
        message('"{scim}" is no path: {problem}', { scim, problem: path.problem }),
      );
      return;
    case 'extension':
      complain(
        'scim',
        'unmappable',
        message('"{scim}" is a whole extension; a row is about one of its attributes.', { scim }),
        message('For example "{scim}:tag".', { scim }),
      );
      return;
    case 'unknown':
      complain(
        'scim',
        'unknownPath',
        message('There is no attribute "{scim}" of {type}.', { scim, type: type.name }),
        didYouMean(scim, mappablePaths(type)),
      );
      return;
    case 'undeclared':
      checkUndeclared(path, { type, complain, scim });
      return;
    case 'attribute':
      checkAttribute(path, { row, type, complain });
  }
}

function checkUndeclared(
  { urn, name }: Extract<RowPath, { kind: 'undeclared' }>,
  { type, complain, scim }: Pick<RowCheck, 'type' | 'complain'> & { scim: string },
): void {
  const near = didYouMean(
    urn,
    type.extensions.map(({ schema }) => schema.id),
    MAX_TYPING_ERROR,
  );
  if (name.toLowerCase() === type.name.toLowerCase() && /:\d+\.\d+$/.test(urn)) {
    complain(
      'scim',
      'unmappable',
      message('"{scim}" is a whole extension; a row is about one of its attributes.', { scim }),
      message('For example "{scim}:tag".', { scim }),
    );
  } else if (near !== undefined)
    complain('scim', 'unknownPath', message('"{urn}" is nearly the name of an extension.', { urn }), near);
  else if (!/^urn:[a-z\d][a-z\d-]{0,31}:.+/i.test(urn) || !ATTRIBUTE_NAME.test(name)) {
    complain(
      'scim',
      'unknownPath',
      message('"{scim}" is no attribute of an extension.', { scim }),
      message('For example "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:tag".'),
    );
  }
}

/** Finds a sub-attribute that a filter names and the list does not have; `undefined` if there is none. */
function unknownPart(attribute: Attribute, filter: Filter): string | undefined {
  if (filter.kind === 'and') return filter.filters.map((part) => unknownPart(attribute, part)).find(Boolean);
  if (filter.kind !== 'compare') return undefined;
  return findAttribute(attribute.subAttributes ?? [], filter.path) === undefined ? filter.path : undefined;
}

function checkAttribute(
  { resolved, element }: Extract<RowPath, { kind: 'attribute' }>,
  { row: { scim }, complain }: Pick<RowCheck, 'row' | 'type' | 'complain'>,
): void {
  const { attribute, sub } = resolved;
  const isOwn = attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
  if (isOwn || ['schemas', 'members', 'password'].includes(attribute.name)) {
    complain(
      'scim',
      'unmappable',
      message('"{scim}" is not for rows: the bridge sees to it itself.', { scim }),
    );
  } else if (element !== undefined) {
    const { template, sub: part, subName } = element;
    const parts = (attribute.subAttributes ?? []).map(({ name }) => name);
    const unknown = unknownPart(attribute, element.filter);
    if (attribute.multiValued && sub !== undefined) {
      const example = `"${attribute.name}[type eq \\"work\\"].${sub.name}"`;
      complain(
        'scim',
        'unmappable',
        message('The filter of "{scim}" must follow the list itself.', { scim }),
        message('For example {example}.', { example }),
      );
    } else if (!attribute.multiValued) {
      complain(
        'scim',
        'unmappable',
        message('"{name}" is no list, so its path takes no filter.', { name: attribute.name }),
      );
    } else if (subName === undefined) {
      complain(
        'scim',
        'unmappable',
        message('"{scim}" names an element; a row is about one part of it.', { scim }),
        message('For example "{scim}.value".', { scim }),
      );
    } else if (part === undefined) {
      complain(
        'scim',
        'unknownPath',
        message('"{list}" has no part "{part}".', { list: attribute.name, part: subName }),
        didYouMean(subName, parts),
      );
    } else if (unknown !== undefined) {
      complain(
        'scim',
        'unknownPath',
        message('"{list}" has no part "{part}".', { list: attribute.name, part: unknown }),
        didYouMean(unknown, parts),
      );
    } else if (template === undefined || template.some(([name]) => name === part.name)) {
      complain(
        'scim',
        'unmappable',
        message('The filter of "{scim}" must say what the element is known by, with "eq" and "and" only.', {
          scim,
        }),
        message('For example {list}[type eq "work"].{part}.', { list: attribute.name, part: part.name }),
      );
    }
  } else if (attribute.multiValued && sub !== undefined) {
    complain(
      'scim',
      'unmappable',
      message('"{name}" is a list; map it whole, or one value of it.', { name: attribute.name }),
      message('For example "{list}[type eq \\"work\\"].{part}".', { list: attribute.name, part: sub.name }),
    );
  } else if (attribute.type === 'complex' && !attribute.multiValued && sub === undefined) {
    const first = attribute.subAttributes?.find(({ mutability }) => mutability !== 'readOnly')?.name;
    complain(
      'scim',
      'unmappable',
      message('"{scim}" has parts, and a row is about one of them.', { scim }),
      first === undefined ? undefined : message('For example "{scim}.{first}".', { scim, first }),
    );
  }
}
