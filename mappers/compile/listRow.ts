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

/** The element whose value Keycloak's own field holds: the primary one, or else the first with a value. */
function principalOf(elements: readonly Json[]): JsonObject | undefined {
  const withValue = elements
    .filter((element) => isObject(element))
    .filter((element) => valueOf(element) !== undefined);
  return primaries(withValue)[0] ?? withValue[0];
}

/** Takes the mark `primary` from all elements but the first that has it (RFC 7643 §2.4). */
function onePrimary(elements: readonly JsonObject[]): JsonObject[] {
  const [first] = primaries(elements);
  return elements.map((element) =>
    element.primary === true && element !== first
      ? objectOf(Object.entries(element).filter(([name]) => name !== 'primary'))
      : element,
  );
}

/** The list for a principal value that Keycloak has alone, without records. */
const listOfPrincipal = (value: string): JsonObject[] => [
  objectOf(Object.entries({ value, type: 'work', primary: true })),
];

/** The parts of a list row. */
export interface ListRow {
  /** The user attribute of the list's records; without one only the values with their own targets are stored. */
  readonly storage: string | undefined;
  readonly principal: TextTarget | undefined;
  /** Values of the list with their own targets. */
  readonly parts: readonly ElementPart[];
  /** User attributes that also hold the values of all elements, for other applications. */
  readonly mirrors: readonly TextTarget[];
  readonly lookup: boolean;
  /** Maximum length of one value of an attribute, in UTF-16 units. */
  readonly valueLength: number;
}

/** Compiles the row of a complex list: records in one user attribute, the principal value in a field of Keycloak too. */
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
    write: (resource, fields, originals) => {
      const list = listOf(resource);
      const value = principal === undefined ? undefined : valueOf(principalOf(list));
      const shaped = value === undefined ? undefined : principal?.shape(value);
      if (shaped !== undefined) principal?.write(fields, shaped);
      for (const mirror of mirrors) {
        const copy = mirror.shape(mirror.encode(list.flatMap((element) => valueOf(element) ?? [])));
        if (copy !== undefined) mirror.write(fields, copy);
      }
      const records = writeParts(parts, list, fields, originals, storage !== undefined);
      if (storage === undefined || records.length === 0) return;
      if (shaped !== undefined && equal(records, listOfPrincipal(shaped))) return;
      fields.attributes[storage] = encodeRecords(records, valueLength);
    },
    read: (fields, resource, originals) => {
      const stored = decodeRecords(storage === undefined ? [] : (fields.attributes[storage] ?? []));
      const records = onePrimary(stored.flatMap((record) => fromRecord(resolved.attribute, record)));
      const principalElement = principal === undefined ? undefined : principalOf(records);
      const elements = readParts(parts, records, fields, originals, principalElement);
      const list =
        principal === undefined ? elements : withPrincipal(elements, principal, principal.read(fields));
      if (list.length > 0) setAt(resource, resolved, list);
    },
    transforms: parts
      .flatMap(({ transforms }) => (transforms.name === '' ? [] : [transforms.name]))
      .join(', '),
    indexed: lookup ? path : undefined,
    lookupKeys: (resource) => {
      if (!lookup) return [];
      const list = listOf(resource);
      const principalElement = principalOf(list);
      const principalValue = valueOf(principalElement);
      const isInField = principalValue !== undefined && principal?.shape(principalValue) !== undefined;
      return list
        .filter((element) => !isInField || element !== principalElement)
        .flatMap((element) => valueOf(element) ?? [])
        .map(keyOf);
    },
    keyOutsideField: (field, text) => (lookup && principal?.name === field ? keyOf(text) : undefined),
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

/** Updates the list of the records with the principal value, which may have been changed in Keycloak since. */
function withPrincipal(elements: readonly Json[], target: TextTarget, stored: string | undefined): Json[] {
  const principal = principalOf(elements);
  const recorded = valueOf(principal);
  const shaped = recorded === undefined ? undefined : target.shape(recorded);
  if (target.same(shaped, stored)) return [...elements];
  if (stored === undefined) return elements.filter((element) => element !== principal);
  if (principal === undefined) {
    const added =
      primaries(elements).length === 0 ? listOfPrincipal(stored) : [objectOf([['value', stored]])];
    return [...added, ...elements];
  }
  return elements.map((element) =>
    element === principal ? objectOf([...Object.entries(principal), ['value', stored]]) : element,
  );
}
