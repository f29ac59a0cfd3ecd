import { emptyObject, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import {
  attributePath,
  findAttribute,
  findSchema,
  isExtensionUrn,
  resolve,
  type ResolvedAttribute,
} from '../../scim/schema/lookup.ts';
import type { ResourceType, Schema } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import { EXACT_ATTRIBUTE, openOriginals } from './originals.ts';
import { DEFAULT_LIMITS, type KeycloakFields, type StoreLimits } from './storage/fields.ts';
import { KEPT_EMAIL_ATTRIBUTE, withKeptEmail, type EmailFields } from './storage/keptEmail.ts';
import { LOOKUP_ATTRIBUTE } from './lookupKey.ts';
import { mirrorsOf } from '../document/rowFields.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import { readRowPath } from '../document/rowPath.ts';
import type { ElementPart } from './elementRow.ts';
import { flagRow } from './flagRow.ts';
import { listRow } from './listRow.ts';
import type { CompiledRow, Source } from './row.ts';
import { leafOf, simpleRow, typed } from './simpleRow.ts';
import { soundUndeclared } from './sound.ts';
import { attributeListTarget, attributeTarget, textTarget, type TextTarget } from './storage/text.ts';
import { isFlag } from './storage/names.ts';
import { compileTransforms, endsAsList } from '../document/transforms.ts';

/** The user attribute of extensions that no schema declares. */
export const EXTENSIONS_ATTRIBUTE = 'scim.extensions';

/** A compiled mapping of one resource type. */
export interface Mapping {
  /** Maps a resource to Keycloak fields; a field that a row owns and does not write is to be cleared. */
  toKeycloak(resource: JsonObject): KeycloakFields;
  /** Maps Keycloak fields to a resource. */
  toScim(fields: KeycloakFields): JsonObject;
  /**
   * Moves the e-mail address from Keycloak's own field, which refuses it, to a user attribute; `toScim` makes the same
   * resource of the result.
   */
  keepEmail<Fields extends EmailFields>(fields: Fields): Fields;
  /** Finds the sources of users whose attribute equals a value; `undefined` if only a scan finds them. */
  sources(attribute: ResolvedAttribute, value: Json): readonly Source[] | undefined;
  /** Names of the user attributes that this mapping writes; all others stay as they are. */
  readonly ownedAttributes: ReadonlySet<string>;
  /** Whether this mapping writes one of Keycloak's own fields, so that the field is cleared if there is no value. */
  ownsField(field: keyof KeycloakFields): boolean;
  /** Finds the SCIM path that is stored in a Keycloak field or attribute; `undefined` if none is. */
  scimPathOf(field: string): string | undefined;
  /** Paths with lookup keys. */
  readonly indexed: readonly string[];
  readonly rows: readonly CompiledRow[];
}

const attributeName = (target: string): string => target.slice('attributes.'.length);

/** The resource type and the limits that all rows of a mapping are compiled with. */
interface CompileContext {
  readonly type: ResourceType;
  readonly limits: StoreLimits;
}

function targetOf({ scim, keycloak }: Row, isList: boolean, limits: StoreLimits): TextTarget {
  const target =
    isList && keycloak.startsWith('attributes.')
      ? attributeListTarget(attributeName(keycloak), limits.valueLength)
      : textTarget(keycloak, limits);
  if (target === undefined) throw new RangeError(`"${scim}" cannot be kept in "${keycloak}".`);
  return target;
}

const mirrorTargets = (row: Row, isList: boolean, { valueLength }: StoreLimits): TextTarget[] =>
  mirrorsOf(row).map((name) => (isList ? attributeListTarget : attributeTarget)(name, valueLength));

/** Compiles the row of one value of a list, with the path of the list; `undefined` for any other row. */
function compilePart(
  row: Row,
  { type, limits }: CompileContext,
): { list: string; part: ElementPart } | undefined {
  const read = readRowPath(type, row.scim);
  if (read.kind !== 'attribute' || read.element?.sub === undefined) return undefined;
  const { path, resolved, element } = read;
  const part = {
    path,
    template: objectOf(element.template ?? []),
    sub: read.element.sub,
    target: targetOf(row, false, limits),
    transforms: compileTransforms(row.transforms),
    mirrors: mirrorTargets(row, false, limits),
  };
  return { list: attributePath(resolved), part };
}

function compileRow(row: Row, parts: readonly ElementPart[], { type, limits }: CompileContext): CompiledRow {
  const resolved = resolve(type, row.scim);
  if (resolved.kind !== 'attribute') throw new RangeError(`"${row.scim}" is no attribute of ${type.name}.`);
  const { keycloak, principal, direction = 'both', lookup = false } = row;
  const leaf = leafOf(resolved);
  const transforms = compileTransforms(row.transforms);
  const isList = endsAsList(row.transforms ?? [], leaf.multiValued);
  const mirrors = mirrorTargets(row, leaf.multiValued, limits);
  if (isFlag(keycloak)) return flagRow(resolved, keycloak, { transforms, mirrors, direction });
  if (leaf.type !== 'complex') {
    const target = targetOf(row, isList, limits);
    return simpleRow(resolved, { target, transforms, mirrors, lookup, direction });
  }
  return listRow(resolved, {
    storage: attributeName(keycloak),
    principal: principal === undefined ? undefined : textTarget(principal, limits),
    parts,
    mirrors,
    lookup,
    valueLength: limits.valueLength,
  });
}

/** Compiles rows; those of values of one list become one row. */
function compileRows(rows: readonly Row[], context: CompileContext): CompiledRow[] {
  const { type, limits } = context;
  const parts = Map.groupBy(
    rows.flatMap((row) => compilePart(row, context) ?? []),
    ({ list }) => list,
  );
  const partsOf = (path: string): ElementPart[] => (parts.get(path) ?? []).map(({ part }) => part);
  const whole = rows
    .filter((row) => compilePart(row, context) === undefined)
    .map((row) => compileRow(row, partsOf(readRowPath(type, row.scim).path), context));
  const wholePaths = new Set(whole.map(({ path }) => path));
  const listsOfParts = [...parts.keys()].flatMap((path) => {
    const resolved = resolve(type, path);
    if (wholePaths.has(path) || resolved.kind !== 'attribute') return [];
    const { valueLength } = limits;
    const row = { storage: undefined, principal: undefined, mirrors: [], lookup: false, valueLength };
    return [listRow(resolved, { ...row, parts: partsOf(path) })];
  });
  return [...whole, ...listsOfParts];
}

const isDeclared = (schema: Schema, name: string): boolean =>
  findAttribute(schema.attributes, name) !== undefined;

/** Collects what no schema declares: whole extensions, and attributes of open extensions. */
export function undeclaredExtensions(
  type: ResourceType,
  resource: JsonObject,
): { readonly urn: string; readonly value: Json }[] {
  return Object.entries(resource).flatMap(([urn, value]) => {
    const schema = findSchema(type, urn);
    if (!isExtensionUrn(urn) || (schema !== undefined && schema.open !== true)) return [];
    if (schema === undefined || !isObject(value)) return [{ urn, value }];
    const rest = objectOf(Object.entries(value).filter(([name]) => !isDeclared(schema, name)));
    return Object.keys(rest).length === 0 ? [] : [{ urn, value: rest }];
  });
}

/** An extension, or attributes of one, that no schema declared when it was stored. */
interface StoredExtension {
  readonly urn: string;
  readonly value: JsonObject;
}

/** Reads the extensions in records, each URN once; records that were damaged in Keycloak are passed over. */
function storedExtensions(records: readonly Json[]): StoredExtension[] {
  if (records.length === 0) return [];
  const extensions = records.flatMap((record): [string, StoredExtension][] => {
    if (!isObject(record) || typeof record.urn !== 'string' || !isExtensionUrn(record.urn)) return [];
    const urn = soundUndeclared(record.urn, record.urn);
    const value = soundUndeclared(record.value ?? null, record.urn);
    return typeof urn === 'string' && isObject(value) ? [[urn.toLowerCase(), { urn, value }]] : [];
  });
  return [...new Map(extensions).values()];
}

/**
 * Restores a stored extension. The stored value of an attribute that has a row by now counts only as long as the row has
 * no value.
 */
function restoreUndeclared(type: ResourceType, resource: JsonObject, { urn, value }: StoredExtension): void {
  const schema = findSchema(type, urn);
  if (schema !== undefined && schema.open !== true) return;
  if (schema === undefined) {
    resource[urn] = value;
    return;
  }
  const mapped = resource[schema.id];
  const restored = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const attribute = findAttribute(schema.attributes, name);
    if (attribute === undefined) return [[name, member]];
    const read = attribute.returned === 'never' ? undefined : typed(attribute, member);
    return read === undefined ? [] : [[attribute.name, read]];
  });
  if (restored.length > 0) resource[schema.id] = objectOf([...restored, ...Object.entries(mapped ?? {})]);
}

/** Moves the e-mail address from Keycloak's field to a user attribute, with the lookup key that replaces the field. */
function withoutEmailField<Fields extends EmailFields>(rows: readonly CompiledRow[], fields: Fields): Fields {
  const { email = '', attributes } = fields;
  if (email === '') return fields;
  const key = rows.flatMap((row) => row.keyOutsideField?.('email', email) ?? []);
  const keys = [...new Set([...(attributes[LOOKUP_ATTRIBUTE] ?? []), ...key])].sort();
  return {
    ...fields,
    email: undefined,
    attributes: {
      ...attributes,
      [KEPT_EMAIL_ATTRIBUTE]: [email],
      ...(keys.length === 0 ? {} : { [LOOKUP_ATTRIBUTE]: keys }),
    },
  };
}

/** Compiles rows for a resource type, once per tenant; they must have passed `checkRows`. */
export function compileMapping(
  rows: readonly Row[],
  type: ResourceType,
  limits: StoreLimits = DEFAULT_LIMITS,
): Mapping {
  const compiled = compileRows(rows, { type, limits });
  const byPath = new Map(compiled.map((row) => [row.path, row]));
  const owned = new Set(compiled.flatMap((row) => row.owns));
  const attributes = [...owned].filter((target) => target.startsWith('attributes.')).map(attributeName);

  return {
    rows: compiled,
    ownedAttributes: new Set([
      ...attributes,
      EXACT_ATTRIBUTE,
      LOOKUP_ATTRIBUTE,
      EXTENSIONS_ATTRIBUTE,
      KEPT_EMAIL_ATTRIBUTE,
    ]),
    ownsField: (field) => owned.has(field),
    indexed: compiled.flatMap(({ indexed }) => indexed ?? []).sort(),

    toKeycloak(resource) {
      const fields: KeycloakFields = { attributes: {} };
      const originals = openOriginals(fields, limits.valueLength);
      for (const row of compiled) row.write(resource, fields, originals);
      originals.save();
      const undeclared = undeclaredExtensions(type, resource);
      if (undeclared.length > 0) {
        fields.attributes[EXTENSIONS_ATTRIBUTE] = encodeRecords(
          undeclared.map(({ urn, value }) => ({ urn, value })),
          limits.valueLength,
        );
      }
      const keys = compiled.flatMap((row) => row.lookupKeys(resource));
      if (keys.length > 0) fields.attributes[LOOKUP_ATTRIBUTE] = [...new Set(keys)].sort();
      return fields;
    },

    toScim(stored) {
      const fields = withKeptEmail(stored);
      const resource = emptyObject();
      const originals = openOriginals(fields);
      for (const row of compiled) row.read(fields, resource, originals);
      for (const extension of storedExtensions(
        decodeRecords(fields.attributes[EXTENSIONS_ATTRIBUTE] ?? []),
      )) {
        restoreUndeclared(type, resource, extension);
      }
      return resource;
    },

    keepEmail: (fields) => withoutEmailField(compiled, fields),

    sources({ extension, attribute, sub }, value) {
      const base = attributePath({ extension, attribute });
      const row =
        byPath.get(attributePath({ extension, attribute, sub })) ??
        byPath.get(base) ??
        (sub === undefined ? byPath.get(`${base}.value`) : undefined);
      return row?.sources(value, sub?.name);
    },

    scimPathOf(field) {
      return compiled.find(
        (row) => row.targets.includes(field) || row.targets.includes(`attributes.${field}`),
      )?.path;
    },
  };
}
