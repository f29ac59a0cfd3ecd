import type { Json, JsonObject } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { ExactTexts } from './originals.ts';
import type { KeycloakFields, TextField } from './storage/fields.ts';

/** Where a mapping looks for candidates when a filter compares an attribute for equality. */
export type Source =
  | { readonly by: Exclude<TextField, 'name'>; readonly value: string }
  | { readonly by: 'name'; readonly value: string }
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }
  /** Constant time, but complete only where the index covers the path. */
  | {
      readonly by: 'lookup';
      /** The row's path. */
      readonly path: string;
      readonly key: string;
      readonly otherwise: UserSource | undefined;
    }
  | { readonly by: 'enabled'; readonly value: boolean };

/** A source of users: any but the name of a group. */
type UserSource = Exclude<Source, { by: 'name' }>;

/** A mapping row, compiled. */
export interface CompiledRow {
  /** Canonical SCIM path. */
  readonly path: string;
  readonly resolved: ResolvedAttribute;
  /** The Keycloak fields and attributes that are this row's alone: what it does not write there is cleared. */
  readonly owns: readonly string[];
  /** Where this row's values are, the most telling place first. */
  readonly targets: readonly string[];
  write(resource: JsonObject, fields: KeycloakFields, exact: ExactTexts): void;
  read(fields: KeycloakFields, resource: JsonObject, exact: ExactTexts): void;
  /** The names of its transforms; empty where there are none. */
  readonly transforms: string;
  /** The path under which it is found through the index of lookup keys, where it is. */
  readonly indexed?: string | undefined;
  lookupKeys(resource: JsonObject): string[];
  /**
   * Sources that together hold every user whose attribute (or sub-attribute, given) equals the value; more users may
   * come with them. `undefined`: only a scan finds them.
   */
  sources(value: Json, sub: string | undefined): readonly Source[] | undefined;
}
