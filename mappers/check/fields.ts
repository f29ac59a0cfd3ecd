import { RESERVED_NAMES } from '../../scim/json.ts';
import { findAttribute, resolve } from '../../scim/schema/lookup.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { aliasesOf, mirrorsOf } from '../document/rowFields.ts';
import { badName, badTarget, forbidden, isFlag } from '../compile/storage/names.ts';
import { compileTransforms, endsAsList, transformName, type Transform } from '../document/transforms.ts';
import { ATTRIBUTE_NAME, kindOf, leafOf, type RowCheck } from './rowCheck.ts';

/** Checks the places where a row keeps its values. */
export function checkTargets({ row, path, type, isPreset, complain }: RowCheck): void {
  const { keycloak, principal } = row;
  const bad = badTarget(keycloak, type);
  if (bad !== undefined) complain('keycloak', 'unknownTarget', ...bad);
  const name = keycloak.startsWith('attributes.') ? keycloak.slice('attributes.'.length) : undefined;
  const problem =
    name === undefined ? undefined : (badName(name) ?? forbidden(name, path.path, isPreset('keycloak')));
  if (problem !== undefined) complain('keycloak', 'forbiddenTarget', problem);
  for (const mirror of mirrorsOf(row)) {
    const mirrorProblem = badName(mirror) ?? forbidden(mirror, path.path, isPreset('mirror'));
    if (mirrorProblem !== undefined) complain('mirror', 'forbiddenTarget', mirrorProblem);
  }
  const leaf = leafOf({ row, path });
  if (leaf === undefined || bad !== undefined) return;
  const isList = leaf.type === 'complex' && leaf.multiValued;
  if (isFlag(keycloak) && path.kind === 'attribute' && path.element !== undefined) {
    complain(
      'keycloak',
      'typeClash',
      `"${row.scim}" is a part of a list; it can be kept in a user attribute.`,
    );
    return;
  }
  if (principal !== undefined && !isList) {
    complain('principal', 'wrongMember', `"principal" is for lists, and "${row.scim}" is ${kindOf(leaf)}.`);
  }
  checkClash({ row, complain }, leaf);
}

function checkClash(
  { row, complain }: Pick<RowCheck, 'row' | 'complain'>,
  leaf: Pick<Attribute, 'type' | 'multiValued'>,
): void {
  const { scim, keycloak, transforms = [] } = row;
  const holdsList = endsAsList(transforms, leaf.multiValued);
  if (isFlag(keycloak) && (leaf.type !== 'boolean' || leaf.multiValued)) {
    complain('keycloak', 'typeClash', `"${scim}" is ${kindOf(leaf)}, and "${keycloak}" is true or false.`);
  } else if (!isFlag(keycloak) && !keycloak.startsWith('attributes.')) {
    if (leaf.type === 'boolean') {
      complain('keycloak', 'typeClash', `"${scim}" is a boolean, and "${keycloak}" holds text.`);
    } else if (holdsList && !leaf.multiValued) {
      complain(
        'transforms',
        'wrongTransform',
        `"split" makes a list of "${scim}", and "${keycloak}" holds one text.`,
      );
    } else if (holdsList) {
      const hint =
        leaf.type === 'complex'
          ? 'Keep the list in a user attribute, and name the field as "principal".'
          : 'A user attribute holds several.';
      complain(
        'keycloak',
        'typeClash',
        `"${scim}" is ${kindOf(leaf)}, and "${keycloak}" holds one text.`,
        hint,
      );
    }
  }
}

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
      `"${scim}" is ${kindOf(leaf)}; transforms are for simple values.`,
    );
    return;
  }
  const isElement = path.kind === 'attribute' && path.element !== undefined;
  if (isElement && transforms.some((transform) => transformName(transform) === 'split')) {
    complain(
      'transforms',
      'wrongTransform',
      `"split" is for whole attributes, and "${scim}" is a part of a list.`,
    );
  }
  let isList = leaf.multiValued;
  for (const transform of transforms) {
    const name = transformName(transform);
    if (name === 'not' && leaf.type !== 'boolean') {
      complain('transforms', 'wrongTransform', `"not" is for booleans, and "${scim}" is ${kindOf(leaf)}.`);
    } else if (name === 'join' && !isList) {
      complain('transforms', 'wrongTransform', `"join" is for lists, and "${scim}" is none.`);
    } else if (name === 'split' && (isList || leaf.type !== 'string')) {
      complain('transforms', 'wrongTransform', `"split" is for one text, and "${scim}" is ${kindOf(leaf)}.`);
    } else if (['trim', 'case', 'table'].includes(name) && leaf.type === 'boolean') {
      complain('transforms', 'wrongTransform', `"${name}" is for text, and "${scim}" is a boolean.`);
    }
    const fixed = fixedValue(transform);
    const jsType = JS_TYPES[leaf.type];
    if (fixed !== undefined && jsType !== undefined && typeof fixed !== jsType) {
      complain(
        'transforms',
        'wrongTransform',
        `"${name}" is ${JSON.stringify(fixed)}, and "${scim}" is ${kindOf(leaf)}.`,
      );
    }
    if (typeof transform === 'object' && 'table' in transform) {
      const values = Object.values(transform.table);
      const duplicate = values.find((value, i) => values.indexOf(value) !== i);
      if (duplicate !== undefined) {
        complain(
          'transforms',
          'wrongTransform',
          `The table has "${duplicate}" for two values, so it cannot be read backwards.`,
        );
      }
    }
    isList = name === 'split' || (isList && name !== 'join');
  }
}

/** Checks the other members of a row. */
export function checkFields({ row, path, type: resourceType, complain }: RowCheck): void {
  const { scim, type, multiValued, direction = 'both', lookup = false } = row;
  if (lookup && resourceType.name === 'Group') {
    complain('lookup', 'wrongMember', '"lookup" is for users; groups are found by their name.');
  }
  const leaf = leafOf({ row, path });
  if (leaf === undefined) return;
  const isLookedUp = lookup && leaf.type !== 'complex';
  if (isLookedUp && direction !== 'both') {
    complain(
      'lookup',
      'wrongMember',
      `"lookup" is for attributes that go both ways, and "${scim}" does not.`,
    );
  } else if (isLookedUp && compileTransforms(row.transforms).oneWay) {
    complain(
      'lookup',
      'wrongMember',
      `"lookup" needs values that come back as they were sent, and those of "${scim}" do not.`,
    );
  }
  if (path.kind === 'undeclared') return;
  if (direction !== 'both' && IDENTIFYING.includes(path.path)) {
    complain('direction', 'wrongMember', `"${scim}" goes both ways: clients know what they made by it.`);
  }
  if (type !== undefined && type !== leaf.type) {
    complain(
      'type',
      'wrongMember',
      `"${scim}" is ${kindOf(leaf)}; a row cannot make it ${kindOf({ type, multiValued: false })}.`,
    );
  }
  if (multiValued !== undefined && multiValued !== leaf.multiValued) {
    complain('multiValued', 'wrongMember', `"${scim}" is ${kindOf(leaf)}; a row cannot change that.`);
  }
  const isElement = path.kind === 'attribute' && path.element !== undefined;
  if (direction !== 'both' && (isElement || leaf.type === 'complex')) {
    complain('direction', 'wrongMember', `"${scim}" goes both ways: a list is read and written as a whole.`);
  }
  if (isElement && lookup) {
    const list = scim.slice(0, scim.indexOf('['));
    complain('lookup', 'wrongMember', `"lookup" is for the row of the whole list "${list}".`);
  }
  if (row.required === true && direction === 'toScim') {
    complain(
      'required',
      'wrongMember',
      `"required" is for what clients send, and what they send as "${scim}" is ignored.`,
    );
  }
  for (const member of ['required', 'returned'] as const) {
    if (row[member] === undefined) continue;
    if (isElement)
      complain(
        member,
        'wrongMember',
        `"${member}" is for whole attributes, and "${scim}" is a part of a list.`,
      );
    else if (scim.toLowerCase() === 'externalid')
      complain(
        member,
        'wrongMember',
        `"${member}" cannot be changed for "externalId", which all resources have alike.`,
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
      complain('aliases', 'wrongAlias', `"${name}" is no name that an attribute can have.`);
    } else if (isOwn(name)) {
      complain(
        'aliases',
        'wrongAlias',
        `"${name}" is an attribute of ${type.name} itself, so it cannot be another name for "${row.scim}".`,
      );
    } else if (extension !== undefined) {
      complain(
        'aliases',
        'wrongAlias',
        `"${name}" is an attribute of ${extension.schema.name}, which clients send under that name too.`,
      );
    }
    const kind = transform === undefined ? undefined : transformName(transform);
    if (kind === 'not' && leaf !== undefined && leaf.type !== 'boolean') {
      complain('aliases', 'wrongAlias', `"not" is for booleans, and "${row.scim}" is ${kindOf(leaf)}.`);
    } else if (kind === 'join' || kind === 'split') {
      complain(
        'aliases',
        'wrongAlias',
        `"${kind}" is for rows; another name has its values in the same shape.`,
      );
    }
  }
}
