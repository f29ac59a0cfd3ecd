import { shorten } from '../../documents/text.ts';
import { emptyObject, equal, isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { ATTRIBUTE } from './config.ts';

type Attributes = Readonly<Record<string, string>>;
type Members = ReadonlyMap<string, Json>;

/** Maximum changes that are listed, and maximum characters of one, and of a text in it. */
const MAX_CHANGES = 12;
const MAX_CHANGE = 150;
const MAX_TEXT = 60;

/** The members of `scim.config` that no operator sets. */
const MANAGED: readonly string[] = ['version', 'revision', 'indexed'];

/** The members by which the elements of a list are known: rows of the mapping, issuers, and roles of groups. */
const NAMING = ['scim', 'name', 'group'] as const;

/** Reads the document in `scim.config`; a text that is no document counts as an empty one. */
function documentIn(text: string | undefined): JsonObject {
  try {
    const document = JSON.parse(text ?? '{}') as Json;
    return isObject(document) ? document : emptyObject();
  } catch {
    return emptyObject();
  }
}

/** The configuration in the attributes of a realm's client, without the members that no operator sets. */
function configurationIn(attributes: Attributes): Members {
  const { [ATTRIBUTE.enabled]: enabled, [ATTRIBUTE.profile]: profile } = attributes;
  const document = Object.entries(documentIn(attributes[ATTRIBUTE.config]));
  return new Map<string, Json>([
    ['enabled', enabled === 'true'],
    ...(profile === undefined ? [] : [['profile', profile] as const]),
    ...document.filter(([name]) => !MANAGED.includes(name)),
  ]);
}

/** The name of an element of a list; `undefined` if it has none. */
function nameOf(element: Json): string | undefined {
  if (!isObject(element)) return undefined;
  return NAMING.map((member) => element[member]).find((name) => typeof name === 'string');
}

/** The elements of a list by their names; `undefined` if one has no name of its own. */
function namedElements(list: readonly Json[]): Members | undefined {
  const members = new Map(
    list.flatMap((element): [string, Json][] => {
      const name = nameOf(element);
      return name === undefined ? [] : [[name, element]];
    }),
  );
  return members.size === list.length ? members : undefined;
}

/** The parts of a value that are compared one by one; `undefined` if it has none. */
function membersOf(value: Json | undefined): Members | undefined {
  if (value === undefined) return new Map();
  if (Array.isArray(value)) return namedElements(value);
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}

const isList = (value: Json | undefined): value is Json[] => Array.isArray(value);

/** Describes a value that is not compared part by part. */
function textOf(value: Json | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return JSON.stringify(shorten(value, MAX_TEXT));
  if (isList(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

/** Describes how a list without names has changed. */
function listChange(before: readonly Json[], after: readonly Json[]): string {
  const without = (list: readonly Json[], other: readonly Json[], what: string): string[] =>
    list
      .filter((element) => !other.some((candidate) => equal(candidate, element)))
      .map((element) => `${textOf(element)} ${what}`);
  const parts = [...without(after, before, 'added'), ...without(before, after, 'removed')];
  return parts.length === 0 ? 'in another order' : parts.join(', ');
}

/** The path of a part of a value. */
const partPath = (path: string, name: string): string =>
  /^[\w.:-]+$/.test(name) ? [path, name].filter(Boolean).join('.') : `${path}[${JSON.stringify(name)}]`;

/** A member of a realm's configuration that differs from the one in another configuration. */
export interface ConfigurationDifference {
  /** The path of the member, for example `brake.percent`. */
  readonly path: string;
  /** The value before; `undefined` if there was none. */
  readonly from: Json | undefined;
  /** The value afterwards; `undefined` if there is none. */
  readonly to: Json | undefined;
}

/** Lists every difference in the parts of a value. */
const differencesInParts = (path: string, before: Members, after: Members): ConfigurationDifference[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    differencesAt(partPath(path, name), before.get(name), after.get(name)),
  );

/** Whether a value is told as a whole where the other configuration has none: a named element, or an empty value. */
const isTold = (value: Json): boolean => nameOf(value) !== undefined || membersOf(value)?.size === 0;

/** Lists every difference at a path. */
function differencesAt(
  path: string,
  from: Json | undefined,
  to: Json | undefined,
): ConfigurationDifference[] {
  if (equal(from, to)) return [];
  const [partsBefore, partsAfter] = [membersOf(from), membersOf(to)];
  const isWhole = (from === undefined || to === undefined) && isTold(from ?? to ?? null);
  const inParts =
    partsBefore === undefined || partsAfter === undefined || isWhole
      ? []
      : differencesInParts(path, partsBefore, partsAfter);
  return inParts.length > 0 ? inParts : [{ path, from, to }];
}

/** Lists the members that differ between two configurations of a realm, as its client's attributes hold them. */
export const configurationDifferences = (before: Attributes, after: Attributes): ConfigurationDifference[] =>
  differencesInParts('', configurationIn(before), configurationIn(after));

/** Describes a difference for operators. */
function describeDifference({ path, from, to }: ConfigurationDifference): string {
  if (from === undefined && to !== undefined && isTold(to)) return `${path} added`;
  if (to === undefined && from !== undefined && isTold(from)) return `${path} removed`;
  const [listBefore, listAfter] = [from ?? [], to ?? []];
  if (isList(listBefore) && isList(listAfter)) return `${path}: ${listChange(listBefore, listAfter)}`;
  return `${path}: ${textOf(from)} -> ${textOf(to)}`;
}

/**
 * Lists what differs between two configurations of a realm, as its client's attributes hold them, for operators: the
 * first changes, and a count of the others.
 */
export function configurationChanges(before: Attributes, after: Attributes): readonly string[] {
  const changes = configurationDifferences(before, after);
  const listed = changes
    .slice(0, MAX_CHANGES)
    .map((change) => shorten(describeDifference(change), MAX_CHANGE));
  const others = changes.length - listed.length;
  return others === 0 ? listed : [...listed, `${others} more`];
}
