import type { Json, JsonObject } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { Originals } from './originals.ts';
import type { KeycloakFields, TextField } from './storage/fields.ts';

/** A place in Keycloak where users or groups with a value are found. */
export type Source =
  | { readonly by: Exclude<TextField, 'name'>; readonly value: string }
  | { readonly by: 'name'; readonly value: string }
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }
  /** A lookup key, found in constant time; complete only if the index covers the path. */
  | {
      readonly by: 'lookup';
      /** The row's path. */
      readonly path: string;
      readonly key: string;
      readonly otherwise: UserSource | undefined;
    }
  | { readonly by: 'enabled'; readonly value: boolean };

/** Any source but the name of a group. */
type UserSource = Exclude<Source, { by: 'name' }>;

/** A compiled row of a mapping. */
export interface CompiledRow {
  /** Canonical SCIM path. */
  readonly path: string;
  readonly resolved: ResolvedAttribute;
  /** The Keycloak fields and attributes that only this row writes; they are cleared if it has no value. */
  readonly owns: readonly string[];
  /** The Keycloak fields and attributes with values of this row, the main one first. */
  readonly targets: readonly string[];
  write(resource: JsonObject, fields: KeycloakFields, originals: Originals): void;
  read(fields: KeycloakFields, resource: JsonObject, originals: Originals): void;
  /** The names of its transforms; empty if there are none. */
  readonly transforms: string;
  /** The path of its lookup keys; `undefined` if it has none. */
  readonly indexed?: string | undefined;
  lookupKeys(resource: JsonObject): string[];
  /**
   * Returns the lookup key for the text of one of Keycloak's own fields, needed if the text is stored elsewhere;
   * `undefined` if the row stores nothing in that field, or has no lookup keys for it.
   */
  keyOutsideField?(field: string, text: string): string | undefined;
  /**
   * Finds sources that together hold every user whose attribute, or its sub-attribute `sub`, equals the value; they may
   * hold others too. `undefined` if only a scan finds these users.
   */
  sources(value: Json, sub: string | undefined): readonly Source[] | undefined;
}
