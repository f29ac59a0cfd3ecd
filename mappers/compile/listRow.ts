import { equal, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import { primaries } from '../../scim/values.ts';
import { getAt, setAt } from './access.ts';
import { lookupKey } from './lookupKey.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import type { TextTarget } from './storage/text.ts';
import { fromRecord, readParts, writeParts, type ElementPart } from './elementRow.ts';
import type { CompiledRow } from './row.ts';
import { textSource } from './simpleRow.ts';

const valueOf = (element: Json | undefined): string | undefined =>
  isObject(element) && typeof element.value === 'string' ? element.value : undefined;

/** The element that Keycloak's own field holds: the primary one, or else the first with a value. */
function principalOf(elements: readonly Json[]): JsonObject | undefined {
  const withValue = elements
    .filter((element) => isObject(element))
    .filter((element) => valueOf(element) !== undefined);
  return primaries(withValue)[0] ?? withValue[0];
}

/** Elements of which no more than the first primary one stays primary. */
function onePrimary(elements: readonly JsonObject[]): JsonObject[] {
  const [first] = primaries(elements);
  return elements.map((element) =>
    element.primary === true && element !== first
      ? objectOf(Object.entries(element).filter(([name]) => name !== 'primary'))
      : element,
  );
}

/** What a list looks like when Keycloak has nothing but the principal value. */
const alone = (value: string): JsonObject[] => [
  objectOf(Object.entries({ value, type: 'work', primary: true })),
];

/** What a list row is made of. */
export interface ListRow {
  /** The user attribute of the list's records; without one only its parts are kept. */
  readonly storage: string | undefined;
  readonly principal: TextTarget | undefined;
  /** Values of the list that have homes of their own. */
  readonly parts: readonly ElementPart[];
  /** User attributes that also hold the values of all elements. */
  readonly mirrors: readonly TextTarget[];
  readonly lookup: boolean;
  /** UTF-16 units in one value of an attribute. */
  readonly valueLength: number;
}

/** A list of structured values as records in one user attribute, its principal value in a field as well. */
export function listRow(resolved: ResolvedAttribute, row: ListRow): CompiledRow {
  const { storage, principal, parts, mirrors, lookup, valueLength } = row;
  const path = attributePath(resolved);
  const { caseExact = false } = resolved.attribute.subAttributes?.find(({ name }) => name === 'value') ?? {};
  const keyOf = (value: string): string => lookupKey(`${path}.value`, value, caseExact);
  const listOf = (resource: JsonObject): Json[] => {
    const list = getAt(resource, resolved);
    return Array.isArray(list) ? list : [];
  };
  const targets = [
    ...(principal === undefined ? [] : [principal.name]),
    ...(storage === undefined ? [] : [`attributes.${storage}`]),
    ...[...parts.flatMap((part) => [part.target, ...part.mirrors]), ...mirrors].map(({ name }) => name),
  ];
  return {
    path,
    resolved,
    owns: targets,
    targets,
    write: (resource, fields, exact) => {
      const list = listOf(resource);
      const value = principal === undefined ? undefined : valueOf(principalOf(list));
      const shaped = value === undefined ? undefined : principal?.shape(value);
      if (shaped !== undefined) principal?.write(fields, shaped);
      for (const mirror of mirrors) {
        const copy = mirror.shape(mirror.encode(list.flatMap((element) => valueOf(element) ?? [])));
        if (copy !== undefined) mirror.write(fields, copy);
      }
      const records = writeParts(parts, list, fields, exact, storage !== undefined);
      if (storage === undefined || records.length === 0) return;
      if (shaped !== undefined && equal(records, alone(shaped))) return;
      fields.attributes[storage] = encodeRecords(records, valueLength);
    },
    read: (fields, resource, exact) => {
      const held = decodeRecords(storage === undefined ? [] : (fields.attributes[storage] ?? []));
      const records = onePrimary(held.flatMap((record) => fromRecord(resolved.attribute, record)));
      const first = principal === undefined ? undefined : principalOf(records);
      const stored = readParts(parts, records, fields, exact, first);
      const list =
        principal === undefined ? stored : withPrincipal(stored, principal, principal.read(fields));
      if (list.length > 0) setAt(resource, resolved, list);
    },
    transforms: parts
      .flatMap(({ transforms }) => (transforms.name === '' ? [] : [transforms.name]))
      .join(', '),
    indexed: lookup ? path : undefined,
    lookupKeys: (resource) => {
      if (!lookup) return [];
      const list = listOf(resource);
      const first = principalOf(list);
      const inField = principal?.shape(valueOf(first) ?? '') === undefined ? undefined : first;
      return list
        .filter((element) => element !== inField)
        .flatMap((element) => valueOf(element) ?? [])
        .map(keyOf);
    },
    sources: (value, sub) => {
      if (!lookup || typeof value !== 'string' || (sub ?? 'value') !== 'value') return undefined;
      const field = principal === undefined ? undefined : textSource(principal, value);
      return [
        ...(field === undefined ? [] : [field]),
        { by: 'lookup', path, key: keyOf(value), otherwise: undefined },
      ];
    },
  };
}

/** The stored list, brought in line with a principal value that may have been changed in Keycloak meanwhile. */
function withPrincipal(stored: readonly Json[], target: TextTarget, held: string | undefined): Json[] {
  const principal = principalOf(stored);
  const shaped = principal === undefined ? undefined : target.shape(valueOf(principal) ?? '');
  if (target.same(shaped, held)) return [...stored];
  if (held === undefined) return stored.filter((element) => element !== principal);
  if (principal === undefined) {
    const first = primaries(stored).length === 0 ? alone(held) : [objectOf([['value', held]])];
    return [...first, ...stored];
  }
  return stored.map((element) =>
    element === principal ? objectOf([...Object.entries(principal), ['value', held]]) : element,
  );
}
