import { emptyObject, equal, type Json, type JsonObject } from '../../scim/json.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { getAt } from '../compile/access.ts';
import { EXTENSIONS_ATTRIBUTE, undeclaredExtensions, type Mapping } from '../compile/mapping.ts';
import { EXACT_ATTRIBUTE, openOriginals } from '../compile/originals.ts';
import type { KeycloakFields } from '../compile/storage/fields.ts';
import { KEPT_EMAIL_ATTRIBUTE, keptEmailOf, withKeptEmail } from '../compile/storage/keptEmail.ts';
import type { ResourceMapping } from '../profile.ts';
import type { CompiledRow } from '../compile/row.ts';

/** A value in Keycloak. */
interface StoredValue {
  /** `username`, `attributes.title` … */
  readonly target: string;
  readonly value: Json;
}

/** The way of one SCIM attribute to Keycloak and back. */
export interface RowTrace {
  readonly scim: string;
  /** The value after the quirks; absent if the attribute is removed. */
  readonly value?: Json;
  /** The transforms on the way, in words; empty if there are none. */
  readonly transforms: string;
  readonly keycloak: readonly StoredValue[];
  /** Whether the original is stored too, because Keycloak changes the value. */
  readonly exact: boolean;
  /** The value that clients will get. */
  readonly back?: Json;
}

function storedAt(fields: KeycloakFields, target: string): Json | undefined {
  if (target.startsWith('attributes.')) {
    const values = fields.attributes[target.slice('attributes.'.length)];
    if (values === undefined) return undefined;
    return values.length === 1 ? values[0] : [...values];
  }
  return fields[target as 'username'];
}

/** Follows the value of a resource at a row to Keycloak and back. */
function traceRow(row: CompiledRow, resource: JsonObject): RowTrace {
  const fields: KeycloakFields = { attributes: {} };
  const originals = openOriginals(fields);
  row.write(resource, fields, originals);
  originals.save();
  const back = emptyObject();
  row.read(fields, back, openOriginals(fields));
  const value = getAt(resource, row.resolved);
  const valueBack = getAt(back, row.resolved);
  return {
    scim: row.path,
    transforms: row.transforms,
    keycloak: row.targets.flatMap((target): StoredValue[] => {
      const stored = storedAt(fields, target);
      return stored === undefined ? [] : [{ target, value: stored }];
    }),
    exact: fields.attributes[EXACT_ATTRIBUTE] !== undefined,
    ...(value === undefined ? {} : { value }),
    ...(valueBack === undefined ? {} : { back: valueBack }),
  };
}

/** Follows attributes that no schema declares; all are stored in one user attribute. */
function traceUndeclared(type: ResourceType, resource: JsonObject): RowTrace[] {
  return undeclaredExtensions(type, resource).map(({ urn, value }) => ({
    scim: urn,
    value,
    transforms: '',
    keycloak: [{ target: `attributes.${EXTENSIONS_ATTRIBUTE}`, value }],
    exact: false,
    back: value,
  }));
}

/** Follows every row at which two resources differ, with the value of the later one. */
export function traceChange(
  { type, mapping }: ResourceMapping,
  before: JsonObject,
  after: JsonObject,
): RowTrace[] {
  const changed = mapping.rows.filter(
    (row) => !equal(getAt(before, row.resolved), getAt(after, row.resolved)),
  );
  const unchanged = undeclaredExtensions(type, before);
  const undeclared = traceUndeclared(type, after).filter(
    ({ scim, value }) =>
      !unchanged.some((extension) => extension.urn === scim && equal(extension.value, value)),
  );
  return [...changed.map((row) => traceRow(row, after)), ...undeclared];
}

/** Explains which SCIM attribute each stored value is shown as. */
export function explainStored({ rows }: Pick<Mapping, 'rows'>, fields: KeycloakFields): RowTrace[] {
  const keptEmail = keptEmailOf(fields);
  return rows.flatMap((row): RowTrace[] => {
    const resource = emptyObject();
    row.read(withKeptEmail(fields), resource, openOriginals(fields));
    const value = getAt(resource, row.resolved);
    const keycloak = row.targets.flatMap((target): StoredValue[] => {
      if (target === 'email' && keptEmail !== undefined) {
        return [{ target: `attributes.${KEPT_EMAIL_ATTRIBUTE}`, value: keptEmail }];
      }
      const stored = storedAt(fields, target);
      return stored === undefined || stored === '' ? [] : [{ target, value: stored }];
    });
    if (value === undefined && keycloak.length === 0) return [];
    const isExact = traceRow(row, resource).exact;
    return [
      {
        scim: row.path,
        transforms: row.transforms,
        keycloak,
        exact: isExact,
        ...(value === undefined ? {} : { value, back: value }),
      },
    ];
  });
}
