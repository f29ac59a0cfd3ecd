import { findAttribute, resolve, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { ATTRIBUTE_NAME, leafOf } from '../check/rowCheck.ts';
import { checkRow } from '../check/rows.ts';
import type { Alias, Row, RowChange, RowType } from '../document/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import { aliasesOf, mirrorsOf } from '../document/rowFields.ts';
import type { Place } from '../../documents/mistake.ts';
import { didYouMean } from '../../documents/suggest.ts';
import { mappablePaths, readRowPath } from '../document/rowPath.ts';
import { badName, forbidden } from '../compile/storage/names.ts';
import { message, type Text } from '../../documents/text.ts';
import type { Finding } from '../finding.ts';

/** A protocol mapper of the realm's SCIM client, as Keycloak's console creates it. */
export interface ConsoleMapper {
  readonly name: string;
  /** Keycloak's id of the protocol mapper type. */
  readonly kind: string;
  readonly config: Readonly<Record<string, string | undefined>>;
}

/** The only type of mapper that is read as a row: "User Attribute" in the console. */
const KIND = 'oidc-usermodel-attribute-mapper';

/** Stands for the file of rows that come from mappers of the console. */
const CONSOLE = 'client scim-endpoint';

/** Whether a place is in the mappers of the console. */
export const isOfConsole = ({ file }: Place): boolean => file === CONSOLE;

/** Names of attributes that mean the opposite of `active`. */
const INVERTED = /^(is)?[_-]?(soft)?[_-]?(deleted|disabled|inactive|suspended|blocked|locked|terminated)$/i;

/** Keycloak's own fields, which a "User Attribute" mapper reaches by these names. */
const OWN_FIELDS = ['username', 'email', 'firstName', 'lastName'];

const TYPES: Readonly<Record<string, RowType>> = {
  String: 'string',
  long: 'integer',
  int: 'integer',
  boolean: 'boolean',
};

/** A mapper, read: the SCIM path that it names and the place of its values in Keycloak. */
interface ReadMapper {
  readonly name: string;
  readonly attribute: string;
  readonly isOwnField: boolean;
  readonly target: string;
  readonly claim: string;
  /** The name of the type in the console. */
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

/**
 * Finds the path of the row that a claim means; `undefined` if no schema has it. `prefixed` is the claim with the URN of
 * its extension, if the claim lacks it.
 */
function pathOf(type: ResourceType, claim: string): { path: string; prefixed?: string } | undefined {
  const whole = ({ attribute, sub, extension }: ResolvedAttribute, path: string): string =>
    extension !== undefined && attribute.type === 'complex' && sub === undefined ? `${path}.value` : path;
  const read = readRowPath(type, claim);
  if (read.kind === 'attribute') {
    return { path: read.element === undefined ? whole(read.resolved, read.path) : read.path };
  }
  if (read.kind === 'undeclared') return { path: read.path };
  for (const { schema } of type.extensions) {
    const prefixed = `${schema.id}:${claim}`;
    const inExtension = readRowPath(type, prefixed);
    if (inExtension.kind === 'attribute') {
      return { path: whole(inExtension.resolved, inExtension.path), prefixed };
    }
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

/** The targets and aliases that rows of a document use, and mappers of the console may not. */
export interface ReservedByDocument {
  /** The paths of rows by the target that they use. */
  readonly targets: ReadonlyMap<string, string>;
  readonly aliases: ReadonlySet<string>;
}

/** Finds the targets and aliases that the rows of a document use. */
export function reservations(
  rows: readonly (RowChange | undefined)[],
  type: ResourceType,
): ReservedByDocument {
  const changes = rows.filter((change) => change !== undefined);
  const targets = changes.flatMap((change): [string, string][] => {
    const { path } = readRowPath(type, change.scim);
    const { keycloak, principal } = change;
    const own = [keycloak, principal].filter((target) => typeof target === 'string');
    return [...own, ...mirrorsOf(change).map((mirror) => `attributes.${mirror}`)].map((to) => [to, path]);
  });
  const aliases = changes.flatMap((change) => aliasesOf(change).map(({ name }) => name.toLowerCase()));
  return { targets: new Map(targets), aliases: new Set(aliases) };
}

/** Creates a collector of rows, which mapper after mapper changes. */
function createCollector(inherited: readonly LocatedRow[], type: ResourceType, reserved: ReservedByDocument) {
  const rows = new Map(inherited.map((row) => [row.path, row]));
  const findings: Finding[] = [];
  const byAlias = (name: string): LocatedRow | undefined =>
    [...rows.values()].find(({ row }) =>
      aliasesOf(row).some((alias) => alias.name.toLowerCase() === name.toLowerCase()),
    );
  return {
    type,
    byAlias,
    isReserved: (target: string): boolean => reserved.targets.has(target),
    byPath: (path: string | undefined) => (path === undefined ? undefined : rows.get(path)),
    /** Finds the SCIM attribute that a target already holds, or will hold by the document; `undefined` if there is none. */
    holderOf: (target: string, path: string) => {
      const owner = reserved.targets.get(target);
      return owner !== undefined && owner !== path
        ? owner
        : [...rows.values()].find(({ row }) => targetsOf(row).includes(target))?.row.scim;
    },
    /** Whether a client can send this name at the top level without meaning another attribute. */
    canBeAlias: (name: string): boolean => {
      const isOwn = resolve(type, name).kind === 'attribute';
      const isOfExtension = type.extensions.some(
        ({ schema }) => findAttribute(schema.attributes, name) !== undefined,
      );
      const isTaken = reserved.aliases.has(name.toLowerCase()) || byAlias(name) !== undefined;
      return ATTRIBUTE_NAME.test(name) && !isOwn && !isOfExtension && !isTaken;
    },
    put: (located: LocatedRow) => {
      rows.set(located.path, located);
    },
    find: (mapper: ReadMapper, code: Finding['code'], sentence: Text, hint?: Text) => {
      findings.push({ code, where: message('mapper "{name}"', { name: mapper.name }), sentence, hint });
    },
    result: () => ({ rows: [...rows.values()], findings }),
  };
}

type Collector = ReturnType<typeof createCollector>;

/** Finds why the values of a mapper cannot be stored where it says; `undefined` if they can. */
function obstacle(
  mapper: ReadMapper,
  path: string,
  { holderOf }: Collector,
): [Finding['code'], Text] | undefined {
  const { attribute, isOwnField, target, claim } = mapper;
  const problem = isOwnField ? undefined : (badName(attribute) ?? forbidden(attribute, claim, false));
  if (problem !== undefined) return ['forbiddenTarget', problem];
  const holder = holderOf(target, path) ?? (isOwnField ? attribute : undefined);
  return holder === undefined
    ? undefined
    : ['sameTarget', message('"{attribute}" holds "{holder}" already.', { attribute, holder })];
}

/** Adds a row for a mapper whose path has none: an attribute of the operator's own extension, or one value of a list. */
function addRow(mapper: ReadMapper, collector: Collector): void {
  const { attribute, claim, target, type, label, multiValued, name } = mapper;
  const { find, canBeAlias, put } = collector;
  const read = readRowPath(collector.type, claim);
  const isNew = read.kind === 'undeclared';
  if (!isNew && (read.kind !== 'attribute' || read.element === undefined)) {
    const hint = didYouMean(claim, mappablePaths(collector.type));
    find(
      mapper,
      'unknownPath',
      message('There is no SCIM attribute "{claim}"; the mapper is passed over.', { claim }),
      hint,
    );
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
  if (problem !== undefined)
    find(mapper, problem[0], message('{sentence} The mapper is passed over.', { sentence: problem[1] }));
  else if (mistake !== undefined) {
    find(
      mapper,
      'unknownPath',
      message('{sentence} The mapper is passed over.', { sentence: mistake.sentence }),
      mistake.hint,
    );
  } else {
    if (type === undefined)
      find(mapper, 'typeClash', message('Values of type {label} are kept as text.', { label }));
    put(located);
  }
}

/** Adds to the row of a mapper's path an alias for the attribute, and a mirror of its value. */
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
      message('"{scim}" is {type}, and the mapper says {label}; the schema counts.', {
        scim: row.scim,
        type: leaf.type,
        label,
      }),
    );
  }
  const problem = targetsOf(row).includes(target) ? undefined : obstacle(mapper, located.path, collector);
  if (isInverted) {
    const sentence = message(
      '"{attribute}" says the opposite of "{scim}"; it is understood so when a client sends it, and not stored.',
      { attribute, scim: row.scim },
    );
    find(mapper, 'invertedSense', sentence);
  } else if (problem !== undefined) {
    find(
      mapper,
      problem[0],
      message('{sentence} "{scim}" is not stored there as well.', { sentence: problem[1], scim: row.scim }),
    );
  }
  const isHome = targetsOf(row).includes(target) || collector.isReserved(target);
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
  reserved: ReservedByDocument = { targets: new Map(), aliases: new Set() },
): { rows: readonly LocatedRow[]; findings: readonly Finding[] } {
  const collector = createCollector(inherited, type, reserved);
  for (const mapper of mappers.map(readMapper).filter((mapper) => mapper !== undefined)) {
    const target = pathOf(type, mapper.claim);
    const located = collector.byPath(target?.path) ?? collector.byAlias(mapper.claim);
    if (located === undefined) {
      addRow(mapper, collector);
      continue;
    }
    if (target?.prefixed !== undefined) {
      const sentence = message('"{claim}" lacks the name of its extension; it is read as "{prefixed}".', {
        claim: mapper.claim,
        prefixed: target.prefixed,
      });
      collector.find(mapper, 'unprefixed', sentence);
    }
    changeRow(mapper, located, collector);
  }
  return collector.result();
}
