import { RESERVED_NAMES } from '../../scim/json.ts';
import { findAttribute, resolve } from '../../scim/schema/lookup.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { aliasesOf } from '../document/rowFields.ts';
import { compileTransforms, transformName, type Transform } from '../document/transforms.ts';
import { ATTRIBUTE_NAME, isElement, kindOf, leafOf, type RowCheck } from './rowCheck.ts';
import { message } from '../../documents/text.ts';

/** The attributes by which clients recognize their resources. */
const IDENTIFYING = ['userName', 'displayName', 'externalId'];

/** The JavaScript types of values that are no text. */
const JS_TYPES: Readonly<Partial<Record<Attribute['type'], string>>> = {
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
};

/** The value in a `constant` or `default`; `undefined` for other transforms. */
function fixedValue(transform: Transform): string | number | boolean | undefined {
  if (typeof transform === 'string') return undefined;
  if ('constant' in transform) return transform.constant;
  return 'default' in transform ? transform.default : undefined;
}

/** Checks the transforms of a row. */
export function checkTransforms({ row, path, complain }: RowCheck): void {
  const { transforms = [], scim } = row;
  const leaf = leafOf({ row, path });
  if (leaf === undefined || transforms.length === 0) return;
  if (leaf.type === 'complex') {
    complain(
      'transforms',
      'wrongTransform',
      message('"{scim}" is {leaf}; transforms are for simple values.', { scim, leaf: kindOf(leaf) }),
    );
    return;
  }
  if (isElement(path) && transforms.some((transform) => transformName(transform) === 'split')) {
    complain(
      'transforms',
      'wrongTransform',
      message('"split" is for whole attributes, and "{scim}" is a part of a list.', { scim }),
    );
  }
  let isList = leaf.multiValued;
  for (const transform of transforms) {
    const name = transformName(transform);
    if (name === 'not' && leaf.type !== 'boolean') {
      complain(
        'transforms',
        'wrongTransform',
        message('"not" is for booleans, and "{scim}" is {leaf}.', { scim, leaf: kindOf(leaf) }),
      );
    } else if (name === 'join' && !isList) {
      complain(
        'transforms',
        'wrongTransform',
        message('"join" is for lists, and "{scim}" is none.', { scim }),
      );
    } else if (name === 'split' && (isList || leaf.type !== 'string')) {
      complain(
        'transforms',
        'wrongTransform',
        message('"split" is for one text, and "{scim}" is {leaf}.', { scim, leaf: kindOf(leaf) }),
      );
    } else if (['trim', 'case', 'table'].includes(name) && leaf.type === 'boolean') {
      complain(
        'transforms',
        'wrongTransform',
        message('"{name}" is for text, and "{scim}" is a boolean.', { name, scim }),
      );
    }
    const fixed = fixedValue(transform);
    const jsType = JS_TYPES[leaf.type];
    if (fixed !== undefined && jsType !== undefined && typeof fixed !== jsType) {
      complain(
        'transforms',
        'wrongTransform',
        message('"{name}" is {fixed}, and "{scim}" is {leaf}.', {
          name,
          fixed: JSON.stringify(fixed),
          scim,
          leaf: kindOf(leaf),
        }),
      );
    }
    if (typeof transform === 'object' && 'table' in transform) {
      const values = Object.values(transform.table);
      const duplicate = values.find((value, i) => values.indexOf(value) !== i);
      if (duplicate !== undefined) {
        complain(
          'transforms',
          'wrongTransform',
          message('The table has "{duplicate}" for two values, so it cannot be read backwards.', {
            duplicate,
          }),
        );
      }
    }
    isList = name === 'split' || (isList && name !== 'join');
  }
}

/** Checks whether users can be found by the value of a row. */
export function checkLookup({ row, path, type, complain }: RowCheck): void {
  const { scim, direction = 'both', lookup = false } = row;
  if (!lookup) return;
  if (type.name === 'Group') {
    complain('lookup', 'wrongMember', message('"lookup" is for users; groups are found by their name.'));
  }
  const leaf = leafOf({ row, path });
  if (leaf === undefined) return;
  if (leaf.type !== 'complex' && direction !== 'both') {
    complain(
      'lookup',
      'wrongMember',
      message('"lookup" is for attributes that go both ways, and "{scim}" does not.', { scim }),
    );
  } else if (leaf.type !== 'complex' && compileTransforms(row.transforms).oneWay) {
    complain(
      'lookup',
      'wrongMember',
      message('"lookup" needs values that come back as they were sent, and those of "{scim}" do not.', {
        scim,
      }),
    );
  }
  if (isElement(path)) {
    const list = scim.slice(0, scim.indexOf('['));
    complain(
      'lookup',
      'wrongMember',
      message('"lookup" is for the row of the whole list "{list}".', { list }),
    );
  }
}

/** The attribute that the schemas declare for a row; `undefined` if the row declares it itself, or its path leads to none. */
const declaredLeaf = ({ row, path }: RowCheck): ReturnType<typeof leafOf> =>
  path.kind === 'undeclared' ? undefined : leafOf({ row, path });

/** Checks that a row leaves the type of a declared attribute as it is. */
export function checkDeclaration(rowCheck: RowCheck): void {
  const leaf = declaredLeaf(rowCheck);
  if (leaf === undefined) return;
  const { row, complain } = rowCheck;
  const { scim, type, multiValued } = row;
  if (type !== undefined && type !== leaf.type) {
    complain(
      'type',
      'wrongMember',
      message('"{scim}" is {leaf}; a row cannot make it {value}.', {
        scim,
        leaf: kindOf(leaf),
        value: kindOf({ type, multiValued: false }),
      }),
    );
  }
  if (multiValued !== undefined && multiValued !== leaf.multiValued) {
    complain(
      'multiValued',
      'wrongMember',
      message('"{scim}" is {leaf}; a row cannot change that.', { scim, leaf: kindOf(leaf) }),
    );
  }
}

/** Checks the direction of a row. */
export function checkDirection(rowCheck: RowCheck): void {
  const { row, path, complain } = rowCheck;
  const { scim, direction = 'both' } = row;
  const leaf = declaredLeaf(rowCheck);
  if (leaf === undefined || direction === 'both') return;
  if (IDENTIFYING.includes(path.path)) {
    complain(
      'direction',
      'wrongMember',
      message('"{scim}" goes both ways: clients know what they made by it.', { scim }),
    );
  }
  if (isElement(path) || leaf.type === 'complex') {
    complain(
      'direction',
      'wrongMember',
      message('"{scim}" goes both ways: a list is read and written as a whole.', { scim }),
    );
  }
}

/** Checks what a row says of requests without the attribute, and of answers with it. */
export function checkReturned(rowCheck: RowCheck): void {
  if (declaredLeaf(rowCheck) === undefined) return;
  const { row, path, complain } = rowCheck;
  const { scim, direction } = row;
  if (row.required === true && direction === 'toScim') {
    complain(
      'required',
      'wrongMember',
      message('"required" is for what clients send, and what they send as "{scim}" is ignored.', { scim }),
    );
  }
  if (row.required === true && direction === 'toKeycloak') {
    complain(
      'required',
      'wrongMember',
      message('"required" is for what can be read again: without "{scim}" every PATCH would be refused.', {
        scim,
      }),
    );
  }
  for (const member of ['required', 'returned'] as const) {
    if (row[member] === undefined) continue;
    if (isElement(path))
      complain(
        member,
        'wrongMember',
        message('"{member}" is for whole attributes, and "{scim}" is a part of a list.', { member, scim }),
      );
    else if (scim.toLowerCase() === 'externalid')
      complain(
        member,
        'wrongMember',
        message('"{member}" cannot be changed for "externalId", which all resources have alike.', { member }),
      );
  }
}

/** Checks the aliases of a row. */
export function checkAliases({ row, path, type, complain }: RowCheck): void {
  const leaf = leafOf({ row, path });
  const isOwn = (name: string): boolean => resolve(type, name).kind === 'attribute';
  for (const { name, transform } of aliasesOf(row)) {
    const extension = type.extensions.find(
      ({ schema }) => findAttribute(schema.attributes, name) !== undefined,
    );
    if (!ATTRIBUTE_NAME.test(name) || RESERVED_NAMES.has(name)) {
      complain('aliases', 'wrongAlias', message('"{name}" is no name that an attribute can have.', { name }));
    } else if (isOwn(name)) {
      complain(
        'aliases',
        'wrongAlias',
        message('"{name}" is an attribute of {type} itself, so it cannot be another name for "{scim}".', {
          name,
          type: type.name,
          scim: row.scim,
        }),
      );
    } else if (extension !== undefined) {
      complain(
        'aliases',
        'wrongAlias',
        message('"{name}" is an attribute of {type}, which clients send under that name too.', {
          name,
          type: extension.schema.name,
        }),
      );
    }
    const kind = transform === undefined ? undefined : transformName(transform);
    if (kind === 'not' && leaf !== undefined && leaf.type !== 'boolean') {
      complain(
        'aliases',
        'wrongAlias',
        message('"not" is for booleans, and "{scim}" is {leaf}.', { scim: row.scim, leaf: kindOf(leaf) }),
      );
    } else if (kind === 'join' || kind === 'split') {
      complain(
        'aliases',
        'wrongAlias',
        message('"{kind}" is for rows; another name has its values in the same shape.', { kind }),
      );
    }
  }
}
