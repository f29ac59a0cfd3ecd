import { equal, isObject, objectOf, type Json, type JsonObject } from '../bridge/scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../bridge/scim/schema/lookup.ts';
import { primaries } from '../bridge/scim/values.ts';
import { getAt, setAt } from './access.ts';
import type { ExactTexts } from './exact.ts';
import type { KeycloakFields, TextField } from './fields.ts';
import { lookupKey } from './lookupKey.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import type { TextTarget } from './target.ts';

/** Where a mapping looks for candidates when a filter compares an attribute for equality. */
export type Source =
  | { readonly by: Exclude<TextField, 'name'>; readonly value: string }
  | { readonly by: 'name'; readonly value: string }
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }
  /** Constant time, but complete only where the realm is indexed. */
  | { readonly by: 'lookup'; readonly key: string; readonly otherwise: UserSource | undefined }
  | { readonly by: 'enabled'; readonly value: boolean };

/** A source of users: any but the name of a group. */
export type UserSource = Exclude<Source, { by: 'name' }>;

/** A mapping row, compiled. */
export interface CompiledRow {
  /** Canonical SCIM path. */
  readonly path: string;
  readonly resolved: ResolvedAttribute;
  /** The Keycloak fields and attributes that this row writes. */
  readonly targets: readonly string[];
  write(resource: JsonObject, fields: KeycloakFields, exact: ExactTexts): void;
  read(fields: KeycloakFields, resource: JsonObject, exact: ExactTexts): void;
  lookupKeys(resource: JsonObject): string[];
  /**
   * Sources that together hold every user whose attribute (or sub-attribute, given) equals the value; more users may
   * come with them. `undefined`: only a scan finds them.
   */
  sources(value: Json, sub: string | undefined): readonly Source[] | undefined;
}

const leaf = ({ attribute, sub }: ResolvedAttribute) => sub ?? attribute;

/** `enabled`: true unless the client says otherwise. */
export function enabledRow(resolved: ResolvedAttribute): CompiledRow {
  const path = attributePath(resolved);
  return {
    path,
    resolved,
    targets: ['enabled'],
    write: (resource, fields) => {
      fields.enabled = getAt(resource, resolved) !== false;
    },
    read: (fields, resource) => {
      setAt(resource, resolved, fields.enabled !== false);
    },
    lookupKeys: () => [],
    sources: (value) => (typeof value === 'boolean' ? [{ by: 'enabled', value }] : undefined),
  };
}

/** A simple value as text; numbers and booleans as JSON writes them. */
const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function parse(type: ReturnType<typeof leaf>['type'], text: string): Json | undefined {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (type === 'integer' || type === 'decimal') {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  return text;
}

function textSource(target: TextTarget, text: string): Source | undefined {
  const value = target.shape(text);
  if (value === undefined) return undefined;
  if (target.name.startsWith('attributes.')) {
    return { by: 'attribute', name: target.name.slice('attributes.'.length), value };
  }
  return { by: target.name as TextField, value };
}

/** One simple value in one field or user attribute. */
export function textRow(resolved: ResolvedAttribute, target: TextTarget, lookup: boolean): CompiledRow {
  const path = attributePath(resolved);
  const { type, caseExact } = leaf(resolved);
  const keyOf = (value: Json | undefined): string | undefined =>
    lookup && value !== undefined ? lookupKey(path, textOf(value), caseExact) : undefined;
  return {
    path,
    resolved,
    targets: [target.name],
    write: (resource, _fields, exact) => {
      const value = getAt(resource, resolved);
      if (value !== undefined) exact.store(path, target, textOf(value));
    },
    read: (_fields, resource, exact) => {
      const text = exact.restore(path, target);
      const value = text === undefined ? undefined : parse(type, text);
      if (value !== undefined) setAt(resource, resolved, value);
    },
    lookupKeys: (resource) => {
      const key = keyOf(getAt(resource, resolved));
      return key === undefined ? [] : [key];
    },
    sources: (value) => {
      if (value === null || typeof value === 'object') return undefined;
      const otherwise = textSource(target, String(value));
      const key = keyOf(value);
      if (key !== undefined && otherwise?.by !== 'name') return [{ by: 'lookup', key, otherwise }];
      return otherwise === undefined ? undefined : [otherwise];
    },
  };
}

const valueOf = (element: Json | undefined): string | undefined =>
  isObject(element) && typeof element.value === 'string' ? element.value : undefined;

/** The element that Keycloak's own field holds: the primary one, or else the first with a value. */
function principalOf(elements: readonly Json[]): JsonObject | undefined {
  const withValue = elements
    .filter((element) => isObject(element))
    .filter((element) => valueOf(element) !== undefined);
  return primaries(withValue)[0] ?? withValue[0];
}

/** What a list looks like when Keycloak has nothing but the principal value. */
const alone = (value: string): JsonObject[] => [
  objectOf(Object.entries({ value, type: 'work', primary: true })),
];

/** A list of structured values as records in one user attribute, its principal value in a field as well. */
export function listRow(
  resolved: ResolvedAttribute,
  attributeName: string,
  principal: TextTarget | undefined,
  options: { lookup: boolean; valueLength: number },
): CompiledRow {
  const { lookup, valueLength } = options;
  const path = attributePath(resolved);
  const { caseExact = false } = resolved.attribute.subAttributes?.find(({ name }) => name === 'value') ?? {};
  const keyOf = (value: string): string => lookupKey(`${path}.value`, value, caseExact);
  const listOf = (resource: JsonObject): Json[] => {
    const list = getAt(resource, resolved);
    return Array.isArray(list) ? list : [];
  };
  return {
    path,
    resolved,
    targets: [`attributes.${attributeName}`, ...(principal === undefined ? [] : [principal.name])],
    write: (resource, fields) => {
      const list = listOf(resource);
      const value = principal === undefined ? undefined : valueOf(principalOf(list));
      const shaped = value === undefined ? undefined : principal?.shape(value);
      if (shaped !== undefined) principal?.write(fields, shaped);
      if (list.length === 0 || (shaped !== undefined && equal(list, alone(shaped)))) return;
      fields.attributes[attributeName] = encodeRecords(list, valueLength);
    },
    read: (fields, resource) => {
      const stored = decodeRecords(fields.attributes[attributeName] ?? []);
      const list =
        principal === undefined ? stored : withPrincipal(stored, principal, principal.read(fields));
      if (list.length > 0) setAt(resource, resolved, list);
    },
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
        { by: 'lookup', key: keyOf(value), otherwise: undefined },
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
