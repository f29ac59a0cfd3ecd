import type { Transform } from './transforms.ts';

/** Another name under which clients send an attribute, with the transform to the attribute's value. */
export interface Alias {
  readonly name: string;
  readonly transform?: Transform;
}

/** The types of an attribute that a row declares. */
export type RowType = 'string' | 'boolean' | 'integer' | 'decimal' | 'dateTime' | 'reference' | 'binary';

/** A row of a mapping: a SCIM attribute and its place in Keycloak. `mapping.schema.json` describes every member. */
export interface Row {
  /** SCIM path: `userName`, `name.givenName`, `emails`, `phoneNumbers[type eq "mobile"].value`, `urn:…:User:tag`. */
  readonly scim: string;
  /** `username`, `email`, `firstName`, `lastName`, `enabled`, `emailVerified`; `name` of a group; or `attributes.<name>`. */
  readonly keycloak: string;
  /** For lists: the Keycloak field that also holds the value of the primary element. */
  readonly principal?: string;
  /** The direction of values; `both` by default. */
  readonly direction?: 'both' | 'toKeycloak' | 'toScim';
  /** The type of an attribute that the row declares in an extension; `string` by default. */
  readonly type?: RowType;
  /** Whether an attribute that the row declares is a list. */
  readonly multiValued?: boolean;
  readonly description?: string;
  /** Other names under which clients send the attribute. */
  readonly aliases?: readonly (string | Alias)[];
  /** User attributes that also hold the value as sent, for operators and tokens; the bridge never reads them. */
  readonly mirror?: string | readonly string[];
  /** Applied in this order from SCIM to Keycloak; their inverses in reverse order from Keycloak to SCIM. */
  readonly transforms?: readonly Transform[];
  /** Whether users are found by this value through a lookup key. */
  readonly lookup?: boolean;
  readonly required?: boolean;
  readonly returned?: 'default' | 'always' | 'request' | 'never';
}

/** The behaviours of a profile in which clients differ. */
export interface Behaviours {
  /** Attributes that no schema declares: store those of extensions, ignore all, or refuse them. */
  readonly unknownAttributes: 'keep' | 'ignore' | 'reject';
  readonly canonicalValues: 'suggest' | 'enforce';
  /** A PATCH path with a filter that selects nothing: create the element, or answer 400 `noTarget`. */
  readonly unmatchedElement: 'create' | 'noTarget';
  /** An element of a list that has lost its value and has only `type`, `primary` or `display` left: remove or keep it. */
  readonly hollowElements: 'remove' | 'keep';
  /** A filter on an unknown attribute: match nothing, or answer 400 `invalidFilter`. */
  readonly unknownFilterAttributes: 'noMatch' | 'reject';
  /** A request that deactivates a user and is refused for another reason: disable the user, or refuse all of it with an alarm. */
  readonly refusedDeactivation: 'disable' | 'refuse';
  /** The answer to a PATCH of a user, unless `attributes` asks for a body. */
  readonly userPatchAnswer: 'resource' | 'empty';
  /** The answer to a PATCH of a group, unless `attributes` asks for a body: the group if it is small, or nothing. */
  readonly groupPatchAnswer: 'resource' | 'empty';
  /** Ids in `members` that belong to no user: pass over and log them, or answer 400 `invalidValue`. */
  readonly unknownMembers: 'skip' | 'reject';
  readonly password: 'store' | 'ignore';
  /** When a user's `groups` are returned: if asked for by name, or always, at a call to Keycloak per user. */
  readonly groups: 'request' | 'default';
}

/** A row as a document writes it: missing members are inherited; `keycloak: null` removes an inherited row. */
export type RowChange = Partial<Omit<Row, 'keycloak'>> & {
  readonly scim: string;
  readonly keycloak?: string | null;
};

/** A mapping document: a preset, an operator's file, or the `mapping` of a realm's `scim.config`. */
export interface MappingDocument {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  /** The preset that this document changes. */
  readonly extends?: string;
  readonly user?: readonly (RowChange | undefined)[];
  readonly group?: readonly (RowChange | undefined)[];
  /** The quirks, which replace those inherited. */
  readonly quirks?: readonly (string | undefined)[];
  readonly behaviours?: Partial<Behaviours>;
}

/** The members that rows have lost because of mistakes in them: nothing that depends on those can be checked. */
export type UncertainMembers = ReadonlyMap<RowChange, ReadonlySet<keyof Row>>;

/** A preset: rows, quirks in their order, and behaviours. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly user: readonly Row[];
  readonly group: readonly Row[];
  readonly quirks: readonly string[];
  readonly behaviours: Behaviours;
}
