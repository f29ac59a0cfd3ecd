import { findAttribute, resolve, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { ATTRIBUTE_NAME, leafOf } from '../check/rowCheck.ts';
import { checkRow } from '../check/rows.ts';
import type { Alias, Row, RowChange, RowType } from '../document/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import { aliasesOf, mirrorsOf } from '../document/rowFields.ts';
import { didYouMean } from '../../documents/suggest.ts';
import { mappablePaths, readRowPath } from '../document/rowPath.ts';
import { badName, forbidden } from '../compile/storage/names.ts';

/** A protocol mapper of the realm's SCIM client, as Keycloak's console makes it. */
export interface ConsoleMapper {
  readonly name: string;
  /** Keycloak's id of the kind of mapper. */
  readonly kind: string;
  readonly config: Readonly<Record<string, string | undefined>>;
}

/** Something about a mapping that an operator should know; the realm is served all the same. */
export interface Finding {
  readonly code:
    | 'invertedSense'
    | 'unprefixed'
    | 'unknownPath'
    | 'sameTarget'
    | 'typeClash'
    | 'dropped'
    | 'forbiddenTarget'
    | 'missing'
    | 'selfService'
    | 'required'
    | 'address'
    | 'everybody'
    | 'sharedSecret';
  /** What it is about: a mapper of the console, a row, or a setting of the realm. */
  readonly where: string;
  readonly sentence: string;
  readonly hint?: string | undefined;
}

/** The kind that is read as a row: Keycloak's "User Attribute". */
const KIND = 'oidc-usermodel-attribute-mapper';

/** The file that rows of console mappers are said to stand in. */
const CONSOLE = 'client scim-endpoint';

/** Attributes whose name says the opposite of `active`. */
const INVERTED = /^(is)?[_-]?(soft)?[_-]?(deleted|disabled|inactive|suspended|blocked|locked|terminated)$/i;

/** Keycloak's own fields, which a "User Attribute" mapper reaches by these names. */
const OWN_FIELDS = ['username', 'email', 'firstName', 'lastName'];

const TYPES: Readonly<Record<string, RowType>> = {
  String: 'string',
  long: 'integer',
  int: 'integer',
  boolean: 'boolean',
};

/** A mapper, read: the SCIM path that it names and where its values are to be kept. */
interface ReadMapper {
  readonly name: string;
  readonly attribute: string;
  readonly isOwnField: boolean;
  readonly target: string;
  readonly claim: string;
  /** What the console calls the type. */
  readonly label: string;
  readonly type: RowType | undefined;
  readonly multiValued: boolean;
}

function readMapper({ name, kind, config }: ConsoleMapper): ReadMapper | undefined {
  const attribute = (config['user.attribute'] ?? '').trim();
  const claim = (config['claim.name'] ?? '').replaceAll('\\.', '.').trim();
  if (kind !== KIND || attribute === '' || claim === '') return undefined;
  const isOwnField = OWN_FIELDS.includes(attribute);
  const label = config['jsonType.label'] ?? 'String';
  return {
    name,
    attribute,
    isOwnField,
    target: isOwnField ? attribute : `attributes.${attribute}`,
    claim,
    label,
    type: TYPES[label],
    multiValued: config.multivalued === 'true',
  };
}

/** The path of the row that a claim speaks of; `prefixed` where the claim lacks the URN of its extension. */
function pathOf(type: ResourceType, claim: string): { path: string; prefixed?: string } | undefined {
  const whole = ({ attribute, sub, extension }: ResolvedAttribute, path: string): string =>
    extension !== undefined && attribute.type === 'complex' && sub === undefined ? `${path}.value` : path;
  const read = readRowPath(type, claim);
  if (read.kind === 'attribute') {
    return { path: read.element === undefined ? whole(read.resolved, read.path) : read.path };
  }
  if (read.kind === 'foreign') return { path: read.path };
  for (const { schema } of type.extensions) {
    const prefixed = `${schema.id}:${claim}`;
    const found = readRowPath(type, prefixed);
    if (found.kind === 'attribute') return { path: whole(found.resolved, found.path), prefixed };
  }
  return undefined;
}

const isFitting = (type: RowType, leaf: string): boolean =>
  type === leaf || (type === 'string' && ['reference', 'dateTime', 'binary', 'decimal'].includes(leaf));

const targetsOf = (row: Row): readonly string[] => [
  row.keycloak,
  ...(row.principal === undefined ? [] : [row.principal]),
  ...mirrorsOf(row).map((mirror) => `attributes.${mirror}`),
];

/** What a document claims for its own rows, to which mappers give way: targets by the path of the row, and aliases. */
export interface Outdone {
  readonly targets: ReadonlyMap<string, string>;
  readonly aliases: ReadonlySet<string>;
}

/** What the rows of a document claim. */
export function claimsOf(given: readonly (RowChange | undefined)[], type: ResourceType): Outdone {
  const changes = given.filter((change) => change !== undefined);
  const targets = changes.flatMap((change): [string, string][] => {
    const { path } = readRowPath(type, change.scim);
    const { keycloak, principal } = change;
    const own = [keycloak, principal].filter((target) => typeof target === 'string');
    return [...own, ...mirrorsOf(change).map((mirror) => `attributes.${mirror}`)].map((to) => [to, path]);
  });
  const aliases = changes.flatMap((change) => aliasesOf(change).map(({ name }) => name.toLowerCase()));
  return { targets: new Map(targets), aliases: new Set(aliases) };
}

/** Collects rows as mapper after mapper changes them. */
function createCollector(inherited: readonly LocatedRow[], type: ResourceType, outdone: Outdone) {
  const rows = new Map(inherited.map((row) => [row.path, row]));
  const findings: Finding[] = [];
  const byAlias = (name: string): LocatedRow | undefined =>
    [...rows.values()].find(({ row }) =>
      aliasesOf(row).some((alias) => alias.name.toLowerCase() === name.toLowerCase()),
    );
  return {
    type,
    byAlias,
    isClaimed: (target: string): boolean => outdone.targets.has(target),
    byPath: (path: string | undefined) => (path === undefined ? undefined : rows.get(path)),
    /** What a target holds already, or will hold by a document that outdoes the mappers. */
    holderOf: (target: string, path: string) => {
      const claimed = outdone.targets.get(target);
      return claimed !== undefined && claimed !== path
        ? claimed
        : [...rows.values()].find(({ row }) => targetsOf(row).includes(target))?.row.scim;
    },
    /** A name that a client can send at the top level without meaning something else. */
    canBeAlias: (name: string): boolean => {
      const isOwn = resolve(type, name).kind === 'attribute';
      const isOfExtension = type.extensions.some(
        ({ schema }) => findAttribute(schema.attributes, name) !== undefined,
      );
      const isTaken = outdone.aliases.has(name.toLowerCase()) || byAlias(name) !== undefined;
      return ATTRIBUTE_NAME.test(name) && !isOwn && !isOfExtension && !isTaken;
    },
    put: (located: LocatedRow) => {
      rows.set(located.path, located);
    },
    find: (mapper: ReadMapper, code: Finding['code'], sentence: string, hint?: string) => {
      findings.push({ code, where: `mapper "${mapper.name}"`, sentence, hint });
    },
    result: () => ({ rows: [...rows.values()], findings }),
  };
}

type Collector = ReturnType<typeof createCollector>;

/** Why a mapper's values cannot be kept where it says. */
function obstacle(
  mapper: ReadMapper,
  path: string,
  { holderOf }: Collector,
): [Finding['code'], string] | undefined {
  const { attribute, isOwnField, target, claim } = mapper;
  const problem = isOwnField ? undefined : (badName(attribute) ?? forbidden(attribute, claim, false));
  if (problem !== undefined) return ['forbiddenTarget', problem];
  const holder = holderOf(target, path) ?? (isOwnField ? attribute : undefined);
  return holder === undefined ? undefined : ['sameTarget', `"${attribute}" holds "${holder}" already.`];
}

/** A mapper for a path without a row: one of an extension of the operator's own, or one value of a list. */
function addRow(mapper: ReadMapper, collector: Collector): void {
  const { attribute, claim, target, type, label, multiValued, name } = mapper;
  const { find, canBeAlias, put } = collector;
  const read = readRowPath(collector.type, claim);
  const isNew = read.kind === 'foreign';
  if (!isNew && (read.kind !== 'attribute' || read.element === undefined)) {
    const hint = didYouMean(claim, mappablePaths(collector.type));
    find(mapper, 'unknownPath', `There is no SCIM attribute "${claim}"; the mapper is passed over.`, hint);
    return;
  }
  const place = { file: CONSOLE, pointer: `/protocolMappers/${name}` };
  const row: Row = {
    scim: claim,
    keycloak: target,
    ...(isNew ? { type: type ?? 'string' } : {}),
    ...(isNew && multiValued ? { multiValued } : {}),
    ...(canBeAlias(attribute) ? { aliases: [attribute] } : {}),
  };
  const located = { row, path: read.path, places: { scim: place } };
  const problem = obstacle(mapper, read.path, collector);
  const [mistake] = problem === undefined ? checkRow(located, collector.type, () => false) : [];
  if (problem !== undefined) find(mapper, problem[0], `${problem[1]} The mapper is passed over.`);
  else if (mistake !== undefined) {
    find(mapper, 'unknownPath', `${mistake.sentence} The mapper is passed over.`, mistake.hint);
  } else {
    if (type === undefined) find(mapper, 'typeClash', `Values of type ${label} are kept as text.`);
    put(located);
  }
}

/** A mapper for a path that has a row: another name for it, and another place that holds its value as sent. */
function changeRow(mapper: ReadMapper, located: LocatedRow, collector: Collector): void {
  const { attribute, target, type, label, name } = mapper;
  const { find, canBeAlias, put } = collector;
  const { row } = located;
  const isInverted = row.keycloak === 'enabled' && INVERTED.test(attribute);
  const alias: string | Alias = isInverted ? { name: attribute, transform: 'not' } : attribute;
  const aliases = canBeAlias(attribute) ? { aliases: [...(row.aliases ?? []), alias] } : {};

  const leaf = leafOf({ row, path: readRowPath(collector.type, row.scim) });
  if (leaf !== undefined && leaf.type !== 'complex' && (type === undefined || !isFitting(type, leaf.type))) {
    find(
      mapper,
      'typeClash',
      `"${row.scim}" is ${leaf.type}, and the mapper says ${label}; the schema counts.`,
    );
  }
  const problem = targetsOf(row).includes(target) ? undefined : obstacle(mapper, located.path, collector);
  if (isInverted) {
    const sentence = `"${attribute}" says the opposite of "${row.scim}"; it is understood so when a client sends it, and not stored.`;
    find(mapper, 'invertedSense', sentence);
  } else if (problem !== undefined) {
    find(mapper, problem[0], `${problem[1]} "${row.scim}" is not stored there as well.`);
  }
  const isHome = targetsOf(row).includes(target) || collector.isClaimed(target);
  const mirrors = !isInverted && problem === undefined && !isHome;
  const mirror = mirrors ? { mirror: [...mirrorsOf(row), attribute] } : {};
  const place = { file: CONSOLE, pointer: `/protocolMappers/${name}` };
  const changes = { ...aliases, ...mirror };
  const places = Object.fromEntries(Object.keys(changes).map((member) => [member, place]));
  put({ ...located, row: { ...row, ...changes }, places: { ...located.places, ...places } });
}

/** Reads the "User Attribute" mappers of a realm's SCIM client as rows over those of the preset. */
export function applyConsoleMappers(
  inherited: readonly LocatedRow[],
  mappers: readonly ConsoleMapper[],
  type: ResourceType,
  outdone: Outdone = { targets: new Map(), aliases: new Set() },
): { rows: readonly LocatedRow[]; findings: readonly Finding[] } {
  const collector = createCollector(inherited, type, outdone);
  for (const mapper of mappers.map(readMapper).filter((one) => one !== undefined)) {
    const found = pathOf(type, mapper.claim);
    const located = collector.byPath(found?.path) ?? collector.byAlias(mapper.claim);
    if (located === undefined) {
      addRow(mapper, collector);
      continue;
    }
    if (found?.prefixed !== undefined) {
      const sentence = `"${mapper.claim}" lacks the name of its extension; it is read as "${found.prefixed}".`;
      collector.find(mapper, 'unprefixed', sentence);
    }
    changeRow(mapper, located, collector);
  }
  return collector.result();
}
