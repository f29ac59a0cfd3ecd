import { emptyObject, equal, type Json, type JsonObject } from '../../scim/json.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { getAt } from '../compile/access.ts';
import { EXTENSIONS_ATTRIBUTE, foreignExtensions, type Mapping } from '../compile/mapping.ts';
import { EXACT_ATTRIBUTE, exactTexts } from '../compile/originals.ts';
import type { KeycloakFields } from '../compile/storage/fields.ts';
import type { Mapped } from '../profile.ts';
import type { CompiledRow } from '../compile/row.ts';

/** What Keycloak holds at one of its places. */
interface Held {
  /** `username`, `attributes.title` … */
  readonly target: string;
  readonly value: Json;
}

/** What becomes of one SCIM attribute on its way to Keycloak, and back. */
export interface RowTrace {
  readonly scim: string;
  /** The strict value; absent when the attribute is taken away. */
  readonly value?: Json;
  /** The transforms on the way, in words; empty where there are none. */
  readonly transforms: string;
  readonly keycloak: readonly Held[];
  /** Whether the exact form is kept beside, because Keycloak holds another one. */
  readonly exact: boolean;
  /** What clients will be shown of it. */
  readonly back?: Json;
}

function heldAt(fields: KeycloakFields, target: string): Json | undefined {
  if (target.startsWith('attributes.')) {
    const values = fields.attributes[target.slice('attributes.'.length)];
    return values === undefined ? undefined : values.length === 1 ? (values[0] ?? '') : [...values];
  }
  return fields[target as 'username'];
}

/** Follows the value that a resource has at a row to Keycloak and back. */
function traceRow(row: CompiledRow, resource: JsonObject): RowTrace {
  const fields: KeycloakFields = { attributes: {} };
  const exact = exactTexts(fields);
  row.write(resource, fields, exact);
  exact.save();
  const back = emptyObject();
  row.read(fields, back, exactTexts(fields));
  const value = getAt(resource, row.resolved);
  const shownBack = getAt(back, row.resolved);
  return {
    scim: row.path,
    transforms: row.transforms,
    keycloak: row.targets.flatMap((target): Held[] => {
      const held = heldAt(fields, target);
      return held === undefined ? [] : [{ target, value: held }];
    }),
    exact: fields.attributes[EXACT_ATTRIBUTE] !== undefined,
    ...(value === undefined ? {} : { value }),
    ...(shownBack === undefined ? {} : { back: shownBack }),
  };
}

/** Extensions, and attributes of open ones, that no schema declares: kept as they are, all in one place. */
function traceForeign(type: ResourceType, resource: JsonObject): RowTrace[] {
  return foreignExtensions(type, resource).map(({ urn, value }) => ({
    scim: urn,
    value,
    transforms: '',
    keycloak: [{ target: `attributes.${EXTENSIONS_ATTRIBUTE}`, value }],
    exact: false,
    back: value,
  }));
}

/** The rows at which two resources differ, with what the later one has there. */
export function traceChange({ type, mapping }: Mapped, before: JsonObject, after: JsonObject): RowTrace[] {
  const changed = mapping.rows.filter(
    (row) => !equal(getAt(before, row.resolved), getAt(after, row.resolved)),
  );
  const same = foreignExtensions(type, before);
  const foreign = traceForeign(type, after).filter(
    ({ scim, value }) => !same.some((one) => one.urn === scim && equal(one.value, value)),
  );
  return [...changed.map((row) => traceRow(row, after)), ...foreign];
}

/** Tells of what Keycloak holds which SCIM attribute it is shown as. */
export function explainStored({ rows }: Pick<Mapping, 'rows'>, fields: KeycloakFields): RowTrace[] {
  return rows.flatMap((row): RowTrace[] => {
    const resource = emptyObject();
    row.read(fields, resource, exactTexts(fields));
    const value = getAt(resource, row.resolved);
    const keycloak = row.targets.flatMap((target): Held[] => {
      const held = heldAt(fields, target);
      return held === undefined || held === '' ? [] : [{ target, value: held }];
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
