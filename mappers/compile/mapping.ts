import { emptyObject, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import {
  attributePath,
  findAttribute,
  findSchema,
  isExtensionUrn,
  resolve,
} from '../../scim/schema/lookup.ts';
import type { ResourceType, Schema } from '../../scim/schema/types.ts';
import type { Row } from '../document/types.ts';
import { EXACT_ATTRIBUTE, exactTexts } from './originals.ts';
import { DEFAULT_LIMITS, type KeycloakFields, type StoreLimits } from './storage/fields.ts';
import { LOOKUP_ATTRIBUTE } from './lookupKey.ts';
import { mirrorsOf } from '../document/rowFields.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import { readRowPath } from '../document/rowPath.ts';
import type { ElementPart } from './elementRow.ts';
import { flagRow } from './flagRow.ts';
import { listRow } from './listRow.ts';
import type { CompiledRow, Source } from './row.ts';
import { leafOf, simpleRow, typed } from './simpleRow.ts';
import { soundForeign } from './sound.ts';
import { attributeListTarget, attributeTarget, textTarget, type TextTarget } from './storage/text.ts';
import { isFlag } from './storage/names.ts';
import { compileTransforms, endsAsList } from '../document/transforms.ts';

/** The user attribute that holds extensions that no schema declares. */
export const EXTENSIONS_ATTRIBUTE = 'scim.extensions';

/** A mapping, compiled for one resource type. */
export interface Mapping {
  /** The Keycloak fields of a resource; whatever a row writes is there or absent on purpose. */
  toKeycloak(resource: JsonObject): KeycloakFields;
  /** The resource that Keycloak fields stand for. */
  toScim(fields: KeycloakFields): JsonObject;
  /** Where to look for users whose attribute equals a value; `undefined`: only a scan finds them. */
  sources(path: string, value: Json): readonly Source[] | undefined;
  /** Names of the user attributes that this mapping owns; all others are left alone. */
  readonly ownedAttributes: ReadonlySet<string>;
  /** Whether a field of Keycloak's own is this mapping's: what it does not write there is cleared. */
  ownsField(field: keyof KeycloakFields): boolean;
  /** The SCIM path that is stored in a Keycloak field; for errors that Keycloak reports by field. */
  scimPathOf(field: string): string | undefined;
  /** Paths that are found through the index of lookup keys. */
  readonly indexed: readonly string[];
  readonly rows: readonly CompiledRow[];
}

const attributeName = (target: string): string => target.slice('attributes.'.length);

/** What one row is compiled with. */
interface Compiling {
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

/** One value of a list, by the list's path. */
function compilePart(row: Row, { type, limits }: Compiling): { list: string; part: ElementPart } | undefined {
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

function compileRow(row: Row, parts: readonly ElementPart[], { type, limits }: Compiling): CompiledRow {
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

/** Compiles rows, those of one list together. */
function compileRows(rows: readonly Row[], compiling: Compiling): CompiledRow[] {
  const { type, limits } = compiling;
  const parts = Map.groupBy(
    rows.flatMap((row) => compilePart(row, compiling) ?? []),
    ({ list }) => list,
  );
  const partsOf = (path: string): ElementPart[] => (parts.get(path) ?? []).map(({ part }) => part);
  const whole = rows
    .filter((row) => compilePart(row, compiling) === undefined)
    .map((row) => compileRow(row, partsOf(readRowPath(type, row.scim).path), compiling));
  const known = new Set(whole.map(({ path }) => path));
  const alone = [...parts.keys()].flatMap((path) => {
    const resolved = resolve(type, path);
    if (known.has(path) || resolved.kind !== 'attribute') return [];
    const { valueLength } = limits;
    const row = { storage: undefined, principal: undefined, mirrors: [], lookup: false, valueLength };
    return [listRow(resolved, { ...row, parts: partsOf(path) })];
  });
  return [...whole, ...alone];
}

const isDeclared = (schema: Schema, name: string): boolean =>
  findAttribute(schema.attributes, name) !== undefined;

/** What no schema declares of the extensions of a resource: whole ones, and attributes of open ones. */
export function foreignExtensions(
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

/** What was kept of an extension. */
interface Kept {
  readonly urn: string;
  readonly value: JsonObject;
}

/** The extensions in records, each URN once; records that somebody damaged in Keycloak are passed over. */
function keptExtensions(records: readonly Json[]): Kept[] {
  const kept = records.flatMap((record): [string, Kept][] => {
    if (!isObject(record) || typeof record.urn !== 'string' || !isExtensionUrn(record.urn)) return [];
    const urn = soundForeign(record.urn, record.urn);
    const value = soundForeign(record.value ?? null, record.urn);
    return typeof urn === 'string' && isObject(value) ? [[urn.toLowerCase(), { urn, value }]] : [];
  });
  return [...new Map(kept).values()];
}

/**
 * Puts back what was kept of an extension. Of an attribute that has got a row since then, what is kept counts as long
 * as the row has nothing.
 */
function restoreForeign(type: ResourceType, resource: JsonObject, { urn, value }: Kept): void {
  const schema = findSchema(type, urn);
  if (schema !== undefined && schema.open !== true) return;
  if (schema === undefined) {
    resource[urn] = value;
    return;
  }
  const held = resource[schema.id];
  const kept = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const attribute = findAttribute(schema.attributes, name);
    if (attribute === undefined) return [[name, member]];
    const read = attribute.returned === 'never' ? undefined : typed(attribute, member);
    return read === undefined ? [] : [[attribute.name, read]];
  });
  if (kept.length > 0) resource[schema.id] = objectOf([...kept, ...Object.entries(held ?? {})]);
}

/** Compiles rows that have been checked (`checkRows`) for a resource type, once per tenant. */
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
    ownedAttributes: new Set([...attributes, EXACT_ATTRIBUTE, LOOKUP_ATTRIBUTE, EXTENSIONS_ATTRIBUTE]),
    ownsField: (field) => owned.has(field),
    indexed: compiled.flatMap(({ indexed }) => indexed ?? []).sort(),

    toKeycloak(resource) {
      const fields: KeycloakFields = { attributes: {} };
      const exact = exactTexts(fields, limits.valueLength);
      for (const row of compiled) row.write(resource, fields, exact);
      exact.save();
      const foreign = foreignExtensions(type, resource);
      if (foreign.length > 0) {
        fields.attributes[EXTENSIONS_ATTRIBUTE] = encodeRecords(
          foreign.map(({ urn, value }) => ({ urn, value })),
          limits.valueLength,
        );
      }
      const keys = compiled.flatMap((row) => row.lookupKeys(resource));
      if (keys.length > 0) fields.attributes[LOOKUP_ATTRIBUTE] = [...new Set(keys)].sort();
      return fields;
    },

    toScim(fields) {
      const resource = emptyObject();
      const exact = exactTexts(fields);
      for (const row of compiled) row.read(fields, resource, exact);
      for (const extension of keptExtensions(decodeRecords(fields.attributes[EXTENSIONS_ATTRIBUTE] ?? []))) {
        restoreForeign(type, resource, extension);
      }
      return resource;
    },

    sources(path, value) {
      const resolved = resolve(type, path);
      if (resolved.kind !== 'attribute') return undefined;
      const { sub, ...whole } = resolved;
      const base = attributePath(whole);
      const row =
        byPath.get(attributePath(resolved)) ??
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
