import { emptyObject, isObject, type Json, type JsonObject } from '../bridge/scim/json.ts';
import { attributePath, findSchema, resolve } from '../bridge/scim/schema/lookup.ts';
import type { ResourceType } from '../bridge/scim/schema/types.ts';
import type { Row } from './document.ts';
import { EXACT_ATTRIBUTE, exactTexts } from './exact.ts';
import { DEFAULT_LIMITS, type KeycloakFields, type StoreLimits } from './fields.ts';
import { LOOKUP_ATTRIBUTE } from './lookupKey.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import { enabledRow, listRow, textRow, type CompiledRow, type Source } from './rows.ts';
import { textTarget } from './target.ts';

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
  /** The SCIM path that is stored in a Keycloak field; for errors that Keycloak reports by field. */
  scimPathOf(field: string): string | undefined;
}

/** Something wrong with a mapping document. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/** Prefixes and names of user attributes that steer Keycloak itself and are never mapped. */
const FORBIDDEN = new RegExp(
  `^attributes\\.(${[
    'LDAP_.*',
    'KERBEROS_.*',
    'kc\\..*',
    'scim\\.(exact|lookup|extensions|created|lastModified)',
    'username|email|firstName|lastName',
    'locale|terms_and_conditions',
    '__proto__',
    'created_?timestamp|create_?timestamp|modify_?timestamp',
  ].join('|')})$`,
  'i',
);

function compileRow(row: Row, type: ResourceType, limits: StoreLimits): CompiledRow {
  const resolved = resolve(type, row.scim);
  if (resolved.kind !== 'attribute') throw new MappingError(`"${row.scim}" is no attribute of ${type.name}.`);
  for (const target of [row.keycloak, row.principal ?? '']) {
    if (FORBIDDEN.test(target)) {
      throw new MappingError(`"${target}" steers Keycloak itself and cannot be mapped.`);
    }
  }
  const leaf = resolved.sub ?? resolved.attribute;
  if (row.keycloak === 'enabled' && leaf.type === 'boolean') return enabledRow(resolved);
  const target = textTarget(row.keycloak, limits);
  if (leaf.multiValued && target?.name.startsWith('attributes.') === true) {
    const principal = row.principal === undefined ? undefined : textTarget(row.principal, limits);
    if (principal === undefined && row.principal !== undefined) {
      throw new MappingError(`"${row.scim}" cannot have its principal value in "${row.principal}".`);
    }
    return listRow(resolved, row.keycloak.slice('attributes.'.length), principal, {
      lookup: row.lookup ?? false,
      valueLength: limits.valueLength,
    });
  }
  if (target === undefined || leaf.multiValued || leaf.type === 'complex') {
    throw new MappingError(`"${row.scim}" cannot be kept in "${row.keycloak}".`);
  }
  return textRow(resolved, target, row.lookup ?? false);
}

/** Refuses two rows for one SCIM attribute, or for one place in Keycloak: one would overwrite the other. */
function checkDistinct(rows: readonly CompiledRow[]): void {
  const seen = new Set<string>();
  for (const name of rows.flatMap(({ path, targets }) => [path, ...targets])) {
    if (seen.has(name)) throw new MappingError(`"${name}" is mapped twice.`);
    seen.add(name);
  }
}

const isUrn = (name: string): boolean => /^urn:/i.test(name);

function foreignExtensions(type: ResourceType, resource: JsonObject): Json[] {
  return Object.entries(resource)
    .filter(([name]) => isUrn(name) && findSchema(type, name) === undefined)
    .map(([urn, value]) => ({ urn, value }));
}

/** Compiles the rows of a mapping for a resource type, once per tenant. */
export function compileMapping(
  rows: readonly Row[],
  type: ResourceType,
  limits: StoreLimits = DEFAULT_LIMITS,
): Mapping {
  const compiled = rows.map((row) => compileRow(row, type, limits));
  checkDistinct(compiled);
  const byPath = new Map(compiled.map((row) => [row.path, row]));
  const owned = compiled
    .flatMap((row) => row.targets)
    .filter((target) => target.startsWith('attributes.'))
    .map((target) => target.slice('attributes.'.length));

  return {
    ownedAttributes: new Set([...owned, EXACT_ATTRIBUTE, LOOKUP_ATTRIBUTE, EXTENSIONS_ATTRIBUTE]),

    toKeycloak(resource) {
      const fields: KeycloakFields = { attributes: {} };
      const exact = exactTexts(fields, limits.valueLength);
      for (const row of compiled) row.write(resource, fields, exact);
      exact.save();
      const foreign = foreignExtensions(type, resource);
      if (foreign.length > 0) {
        fields.attributes[EXTENSIONS_ATTRIBUTE] = encodeRecords(foreign, limits.valueLength);
      }
      const keys = compiled.flatMap((row) => row.lookupKeys(resource));
      if (keys.length > 0) fields.attributes[LOOKUP_ATTRIBUTE] = [...new Set(keys)].sort();
      return fields;
    },

    toScim(fields) {
      const resource = emptyObject();
      const exact = exactTexts(fields);
      for (const row of compiled) row.read(fields, resource, exact);
      for (const record of decodeRecords(fields.attributes[EXTENSIONS_ATTRIBUTE] ?? [])) {
        if (!isObject(record) || typeof record.urn !== 'string' || !isObject(record.value)) continue;
        if (findSchema(type, record.urn) === undefined && isUrn(record.urn)) {
          resource[record.urn] = record.value;
        }
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
