import { shorten } from '../../documents/text.ts';
import { emptyObject, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import type { ChangedAttribute, NewEntry } from './entry.ts';
import { withoutSecrets } from './redaction/redaction.ts';

/** Members that clients do not change, URIs that follow from an id, and members of groups, which are only counted. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'members', 'groups', '$ref']);

/** Where values stand, and what is between the path and the name of a member. */
interface Place {
  readonly path: string;
  readonly separator: '.' | ':';
}

/** Receives a value that differs; `undefined` is one that is absent. */
type OnChange = (path: string, from: string | undefined, to: string | undefined) => void;

const isObjectOrAbsent = (json: Json | undefined): json is JsonObject | undefined =>
  json === undefined || isObject(json);

const isListOrAbsent = (json: Json | undefined): json is Json[] | undefined =>
  json === undefined || Array.isArray(json);

const textOf = (json: Json): string => (typeof json === 'string' ? json : JSON.stringify(json));

/** The other members of the elements of a list, by their `type`; `undefined` if that does not tell them apart. */
function byType(elements: readonly Json[]): ReadonlyMap<string, JsonObject> | undefined {
  const found = new Map<string, JsonObject>();
  for (const element of elements) {
    if (!isObject(element)) return undefined;
    const type = typeof element.type === 'string' ? element.type : '';
    if (found.has(type)) return undefined;
    found.set(type, objectOf(Object.entries(element).filter(([name]) => name !== 'type')));
  }
  return found;
}

/** Compares lists as wholes; Keycloak keeps no order (contract/users-write: "differ only in their order"). */
function compareLists(
  path: string,
  before: readonly Json[],
  after: readonly Json[],
  onChange: OnChange,
): void {
  const valueOf = (element: Json): string => textOf(isObject(element) ? (element.value ?? element) : element);
  const comparable = (texts: readonly string[]): string => JSON.stringify(texts.toSorted());
  for (const read of [valueOf, textOf]) {
    const [from, to] = [before.map(read), after.map(read)];
    if (comparable(from) === comparable(to)) continue;
    const shown = (texts: readonly string[]) => (texts.length === 0 ? undefined : texts.join(', '));
    onChange(path, shown(from), shown(to));
    return;
  }
}

function compareMembers(
  prefix: string,
  before: JsonObject = emptyObject(),
  after: JsonObject = emptyObject(),
  onChange: OnChange,
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (NOT_COMPARED.has(name)) continue;
    // The attributes of an extension follow its URN (RFC 7644 §3.10).
    const separator = prefix === '' && /^urn:/i.test(name) ? ':' : '.';
    compare({ path: `${prefix}${name}`, separator }, before[name], after[name], onChange);
  }
}

function compare(
  { path, separator }: Place,
  before: Json | undefined,
  after: Json | undefined,
  onChange: OnChange,
): void {
  if (before === after) return;
  if (isObjectOrAbsent(before) && isObjectOrAbsent(after)) {
    compareMembers(`${path}${separator}`, before, after, onChange);
  } else if (isListOrAbsent(before) && isListOrAbsent(after)) {
    compareElements(path, before ?? [], after ?? [], onChange);
  } else {
    const [from, to] = [before, after].map((value) => (value === undefined ? undefined : textOf(value)));
    if (from !== to) onChange(path, from, to);
  }
}

function compareElements(
  path: string,
  before: readonly Json[],
  after: readonly Json[],
  onChange: OnChange,
): void {
  const [old, current] = [byType(before), byType(after)];
  if (old === undefined || current === undefined) {
    compareLists(path, before, after, onChange);
    return;
  }
  for (const type of new Set([...old.keys(), ...current.keys()])) {
    const elementPath = type === '' ? path : `${path}[type eq ${JSON.stringify(type)}]`;
    compare({ path: elementPath, separator: '.' }, old.get(type), current.get(type), onChange);
  }
}

const cut = (text: string): string => shorten(text, LIMITS.changedValue.max);

/**
 * Lists the attributes that differ between two versions of a user or group, with their values before and after; secrets
 * are left out.
 */
export function changedAttributes(
  before: JsonObject,
  after: JsonObject,
): Pick<NewEntry, 'attributes' | 'moreAttributes'> {
  const attributes: ChangedAttribute[] = [];
  let more = 0;
  const onChange: OnChange = (path, from, to) => {
    if (attributes.length >= LIMITS.changedAttributes.max) more += 1;
    else {
      attributes.push({
        path,
        ...(from === undefined ? {} : { from: cut(from) }),
        ...(to === undefined ? {} : { to: cut(to) }),
      });
    }
  };
  const [old, current] = [before, after].map((version) => withoutSecrets(version));
  compareMembers('', old as JsonObject, current as JsonObject, onChange);
  return {
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(more === 0 ? {} : { moreAttributes: more }),
  };
}
