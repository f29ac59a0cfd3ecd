import { findAttribute } from '../bridge/scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../bridge/scim/schema/types.ts';
import { aliasesOf, mirrorsOf } from './members.ts';
import type { Row } from './document.ts';
import type { LocatedRow } from './layers.ts';
import { didYouMean, type Mistake } from './mistakes.ts';
import { mappablePaths, readRowPath, type RowPath } from './rowPath.ts';
import { badName, badTarget, forbidden, isFlag } from './targets.ts';
import { transformName } from './transforms.ts';

type Complain = (member: keyof Row, sentence: string, hint?: string) => void;

/** A row under examination. */
interface Examined {
  readonly row: Row;
  readonly path: RowPath;
  readonly type: ResourceType;
  readonly isPreset: (member: keyof Row) => boolean;
  readonly complain: Complain;
}

/** How many letters a mistyped URN is off at most. */
const TYPING_ERROR = 3;

const ATTRIBUTE_NAME = /^[A-Za-z][\w$-]*$/;

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

const kindOf = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>): string => {
  if (type === 'complex') return multiValued ? 'a list of objects' : 'an object';
  const one = type === 'integer' ? 'an integer' : type === 'string' ? 'text' : `a ${type}`;
  return multiValued ? `a list of ${type === 'string' ? 'texts' : `${type}s`}` : one;
};

/** What is wrong with the path of a row. */
function checkPath({ row, path, type, complain }: Examined): void {
  const { scim } = row;
  switch (path.kind) {
    case 'malformed':
      complain('scim', `"${scim}" is no path: ${path.problem}`);
      return;
    case 'extension':
      complain(
        'scim',
        `"${scim}" is a whole extension; a row is about one of its attributes.`,
        `For example "${scim}:tag".`,
      );
      return;
    case 'unknown':
      complain(
        'scim',
        `There is no attribute "${scim}" of ${type.name}.`,
        didYouMean(scim, mappablePaths(type)),
      );
      return;
    case 'foreign':
      checkForeign(path, { type, complain, scim });
      return;
    case 'attribute':
      checkAttribute(path, { row, type, complain });
  }
}

function checkForeign(
  { urn, name }: Extract<RowPath, { kind: 'foreign' }>,
  { type, complain, scim }: Pick<Examined, 'type' | 'complain'> & { scim: string },
): void {
  const near = didYouMean(
    urn,
    type.extensions.map(({ schema }) => schema.id),
    TYPING_ERROR,
  );
  if (near !== undefined) complain('scim', `"${urn}" is nearly the name of an extension.`, near);
  else if (!/^urn:[a-z\d][a-z\d-]{0,31}:.+/i.test(urn) || !ATTRIBUTE_NAME.test(name)) {
    complain(
      'scim',
      `"${scim}" is no attribute of an extension.`,
      'For example "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:tag".',
    );
  }
}

function checkAttribute(
  { resolved, element }: Extract<RowPath, { kind: 'attribute' }>,
  { row: { scim }, complain }: Pick<Examined, 'row' | 'type' | 'complain'>,
): void {
  const { attribute, sub } = resolved;
  const isOwn = attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
  if (isOwn || ['schemas', 'members', 'password'].includes(attribute.name)) {
    complain('scim', `"${scim}" is not for rows: the bridge sees to it itself.`);
  } else if (element !== undefined) {
    const { template, sub: part, subName } = element;
    const parts = (attribute.subAttributes ?? []).map(({ name }) => name);
    if (!attribute.multiValued || sub !== undefined) {
      complain('scim', `"${attribute.name}" is no list, so its path takes no filter.`);
    } else if (subName === undefined) {
      complain(
        'scim',
        `"${scim}" names an element; a row is about one part of it.`,
        `For example "${scim}.value".`,
      );
    } else if (part === undefined) {
      complain('scim', `"${attribute.name}" has no part "${subName}".`, didYouMean(subName, parts));
    } else if (template === undefined || template.some(([name]) => name === part.name)) {
      complain(
        'scim',
        `The filter of "${scim}" must say what the element is known by, with "eq" and "and" only.`,
        `For example ${attribute.name}[type eq "work"].${part.name}.`,
      );
    }
  } else if (attribute.multiValued && sub !== undefined) {
    complain(
      'scim',
      `"${attribute.name}" is a list; map it whole, or one value of it.`,
      `For example "${attribute.name}[type eq \\"work\\"].${sub.name}".`,
    );
  } else if (attribute.type === 'complex' && !attribute.multiValued && sub === undefined) {
    const first = attribute.subAttributes?.find(({ mutability }) => mutability !== 'readOnly')?.name ?? '';
    complain(
      'scim',
      `"${scim}" has parts, and a row is about one of them.`,
      `For example "${scim}.${first}".`,
    );
  }
}

/** What is wrong with where a row keeps its values. */
function checkTargets({ row, path, type, isPreset, complain }: Examined): void {
  const { keycloak, principal } = row;
  const bad = badTarget(keycloak, type);
  if (bad !== undefined) complain('keycloak', ...bad);
  const name = keycloak.startsWith('attributes.') ? keycloak.slice('attributes.'.length) : undefined;
  const problem =
    name === undefined ? undefined : (badName(name) ?? forbidden(name, row.scim, isPreset('keycloak')));
  if (problem !== undefined) complain('keycloak', problem);
  for (const mirror of mirrorsOf(row)) {
    const wrong = badName(mirror) ?? forbidden(mirror, row.scim, isPreset('mirror'));
    if (wrong !== undefined) complain('mirror', wrong);
  }
  const leaf = leafOf({ row, path });
  if (leaf === undefined || bad !== undefined) return;
  const isList = leaf.type === 'complex' && leaf.multiValued;
  if (principal !== undefined && !isList) {
    complain('principal', `"principal" is for lists, and "${row.scim}" is ${kindOf(leaf)}.`);
  }
  checkClash({ row, complain }, leaf);
}

function checkClash(
  { row, complain }: Pick<Examined, 'row' | 'complain'>,
  leaf: Pick<Attribute, 'type' | 'multiValued'>,
): void {
  const { scim, keycloak, transforms = [] } = row;
  const names = transforms.map(transformName);
  const makesList = names.includes('split');
  const holdsList = (leaf.multiValued && !names.includes('join')) || makesList;
  if (isFlag(keycloak) && (leaf.type !== 'boolean' || leaf.multiValued)) {
    complain('keycloak', `"${scim}" is ${kindOf(leaf)}, and "${keycloak}" is true or false.`);
  } else if (!isFlag(keycloak) && !keycloak.startsWith('attributes.')) {
    if (leaf.type === 'boolean') {
      complain('keycloak', `"${scim}" is a boolean, and "${keycloak}" holds text.`);
    } else if (holdsList) {
      const hint =
        leaf.type === 'complex'
          ? 'Keep the list in a user attribute, and name the field as "principal".'
          : 'A user attribute holds several.';
      complain(
        'keycloak',
        `"${scim}" is ${kindOf(makesList ? { ...leaf, multiValued: true } : leaf)}, and "${keycloak}" holds one text.`,
        hint,
      );
    }
  }
}

/** What is wrong with the transforms of a row. */
function checkTransforms({ row, path, complain }: Examined): void {
  const { transforms = [], scim } = row;
  const leaf = leafOf({ row, path });
  if (leaf === undefined || transforms.length === 0) return;
  if (leaf.type === 'complex') {
    complain('transforms', `"${scim}" is ${kindOf(leaf)}; transforms are for simple values.`);
    return;
  }
  let isList = leaf.multiValued;
  for (const transform of transforms) {
    const name = transformName(transform);
    if (name === 'not' && leaf.type !== 'boolean') {
      complain('transforms', `"not" is for booleans, and "${scim}" is ${kindOf(leaf)}.`);
    } else if (name === 'join' && !isList) {
      complain('transforms', `"join" is for lists, and "${scim}" is none.`);
    } else if (name === 'split' && (isList || leaf.type !== 'string')) {
      complain('transforms', `"split" is for one text, and "${scim}" is ${kindOf(leaf)}.`);
    } else if (['trim', 'case', 'table'].includes(name) && leaf.type === 'boolean') {
      complain('transforms', `"${name}" is for text, and "${scim}" is a boolean.`);
    }
    if (typeof transform === 'object' && 'table' in transform) {
      const values = Object.values(transform.table);
      const twice = values.find((value, i) => values.indexOf(value) !== i);
      if (twice !== undefined) {
        complain('transforms', `The table has "${twice}" for two values, so it cannot be read backwards.`);
      }
    }
    isList = name === 'split' || (isList && name !== 'join');
  }
}

/** What is wrong with the other members of a row. */
function checkMembers({ row, path, type: resourceType, complain }: Examined): void {
  const { scim, type, multiValued, direction = 'both', lookup = false } = row;
  if (lookup && resourceType.name === 'Group') {
    complain('lookup', '"lookup" is for users; groups are found by their name.');
  }
  const leaf = leafOf({ row, path });
  if (leaf === undefined || path.kind === 'foreign') return;
  if (type !== undefined && type !== leaf.type) {
    complain(
      'type',
      `"${scim}" is ${kindOf(leaf)}; a row cannot make it ${kindOf({ type, multiValued: false })}.`,
    );
  }
  if (multiValued !== undefined && multiValued !== leaf.multiValued) {
    complain('multiValued', `"${scim}" is ${kindOf(leaf)}; a row cannot change that.`);
  }
  const isElement = path.kind === 'attribute' && path.element !== undefined;
  if (direction !== 'both' && (isElement || leaf.type === 'complex')) {
    complain('direction', `"${scim}" goes both ways: a list is read and written as a whole.`);
  }
  if (isElement && lookup) {
    const list = scim.slice(0, scim.indexOf('['));
    complain('lookup', `"lookup" is for the row of the whole list "${list}".`);
  }
  if (row.required === true && direction === 'toScim') {
    complain('required', `"required" is for what clients send, and what they send as "${scim}" is ignored.`);
  }
  for (const member of ['required', 'returned'] as const) {
    if (row[member] === undefined) continue;
    if (isElement)
      complain(member, `"${member}" is for whole attributes, and "${scim}" is a part of a list.`);
    else if (scim.toLowerCase() === 'externalid')
      complain(member, `"${member}" cannot be changed for "externalId", which all resources have alike.`);
  }
}

/** What is wrong with the aliases of a row. */
function checkAliases({ row, type, complain }: Examined): void {
  for (const { name } of aliasesOf(row)) {
    if (!ATTRIBUTE_NAME.test(name)) complain('aliases', `"${name}" is no name that an attribute can have.`);
    else if (
      ['id', 'meta', 'schemas', 'externalid'].includes(name.toLowerCase()) ||
      findAttribute(type.schema.attributes, name) !== undefined
    )
      complain(
        'aliases',
        `"${name}" is an attribute of ${type.name} itself, so it cannot be another name for "${row.scim}".`,
      );
  }
}

/** Two rows that would write to one place, or claim one alias; told where the later layer says so. */
function checkTogether(
  rows: readonly LocatedRow[],
  isPreset: (file: string) => boolean,
  complain: (row: LocatedRow) => Complain,
): void {
  interface Claim {
    readonly located: LocatedRow;
    readonly member: keyof Row;
  }
  const isOwn = ({ located: { places }, member }: Claim): boolean =>
    !isPreset((places[member] ?? places.scim).file);
  const claims = new Map<string, Claim>();
  const claim = (key: string, mine: Claim, sentence: (others: Claim) => string): void => {
    const other = claims.get(key);
    claims.set(key, other ?? mine);
    if (other === undefined) return;
    const { located, member } = isOwn(mine) || !isOwn(other) ? mine : other;
    complain(located)(member, sentence(other));
  };
  for (const located of rows) {
    const { row } = located;
    const hold = (member: keyof Row, target: string): void => {
      claim(target, { located, member }, (other) =>
        other.located === located
          ? `"${target}" would hold "${row.scim}" twice.`
          : `"${target}" would hold "${other.located.row.scim}" and "${row.scim}"; one would overwrite the other.`,
      );
    };
    hold('keycloak', row.keycloak);
    if (row.principal !== undefined) hold('principal', row.principal);
    for (const mirror of mirrorsOf(row)) hold('mirror', `attributes.${mirror}`);
    for (const { name } of aliasesOf(row)) {
      claim(`alias ${name.toLowerCase()}`, { located, member: 'aliases' }, (other) =>
        other.located === located
          ? `"${name}" is listed twice.`
          : `"${name}" would stand for "${other.located.row.scim}" and for "${row.scim}".`,
      );
    }
  }
}

/** The rows that a resource cannot be without: SCIM path and where Keycloak keeps it. */
const IDENTITY: Readonly<Record<string, readonly [scim: string, keycloak: string]>> = {
  User: ['userName', 'username'],
  Group: ['displayName', 'name'],
};

const complainTo =
  (mistakes: Mistake[]) =>
  (located: LocatedRow): Complain =>
  (member, sentence, hint) => {
    mistakes.push({ ...(located.places[member] ?? located.places.scim), sentence, hint });
  };

/** Finds every mistake in one row. */
export function checkRow(
  located: LocatedRow,
  type: ResourceType,
  isPreset: (file: string) => boolean,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const { row, places } = located;
  const examined: Examined = {
    row,
    type,
    path: readRowPath(type, row.scim),
    isPreset: (member) => isPreset((places[member] ?? places.scim).file),
    complain: complainTo(mistakes)(located),
  };
  checkPath(examined);
  checkTargets(examined);
  checkTransforms(examined);
  checkMembers(examined);
  checkAliases(examined);
  return mistakes;
}

/** Finds every mistake in the rows of a resource type; `presets` says which files are the bridge's own. */
export function checkRows(
  rows: readonly LocatedRow[],
  type: ResourceType,
  { file, pointer, isPreset }: { file: string; pointer: string; isPreset: (file: string) => boolean },
): Mistake[] {
  const mistakes = rows.flatMap((located) => checkRow(located, type, isPreset));
  const complain = complainTo(mistakes);
  checkTogether(rows, isPreset, complain);
  const [scim = '', keycloak = ''] = IDENTITY[type.name] ?? [];
  const identity = rows.find(({ path }) => path === scim);
  if (identity === undefined) {
    mistakes.push({
      file,
      pointer,
      sentence: `"${scim}" must have a row: every ${type.name} is known by it.`,
    });
  } else if (identity.row.keycloak !== keycloak) {
    complain(identity)('keycloak', `"${scim}" must be kept in "${keycloak}".`);
  }
  if (!rows.some(({ path }) => path === 'externalId')) {
    mistakes.push({
      file,
      pointer,
      sentence: '"externalId" must have a row: clients know what they made by it.',
    });
  }
  return mistakes;
}
