import type { Transform } from './transforms.ts';

/** Another name under which clients send an attribute, and what makes its value that of the attribute. */
export interface Alias {
  readonly name: string;
  readonly transform?: Transform;
}

/** The types that values of an attribute of the mapping's own may have. */
export type RowType = 'string' | 'boolean' | 'integer' | 'decimal' | 'dateTime' | 'reference' | 'binary';

/** One line of a mapping: where a SCIM attribute lives in Keycloak. `mapping.schema.json` describes every member. */
export interface Row {
  /** SCIM path: `userName`, `name.givenName`, `emails`, `phoneNumbers[type eq "mobile"].value`, `urn:…:User:tag`. */
  readonly scim: string;
  /** `username`, `email`, `firstName`, `lastName`, `enabled`, `emailVerified`; `name` of a group; or `attributes.<name>`. */
  readonly keycloak: string;
  /** For lists: the Keycloak field that also holds the value of the primary element. */
  readonly principal?: string;
  /** Which way values go; `both` unless it says otherwise. */
  readonly direction?: 'both' | 'toKeycloak' | 'toScim';
  /** For an attribute of an extension that no schema declares: what its values are; text when it does not say. */
  readonly type?: RowType;
  /** For such an attribute: whether it is a list of simple values. */
  readonly multiValued?: boolean;
  readonly description?: string;
  /** Other names under which clients send it. */
  readonly aliases?: readonly (string | Alias)[];
  /** User attributes that also hold the value as sent, for operators and tokens; never read. */
  readonly mirror?: string | readonly string[];
  /** From SCIM to Keycloak in this order; backwards through their inverses. */
  readonly transforms?: readonly Transform[];
  /** Whether the value is found through the index of lookup keys. */
  readonly lookup?: boolean;
  readonly required?: boolean;
  readonly returned?: 'default' | 'always' | 'request' | 'never';
}

/** How a profile answers where clients disagree. */
export interface Behaviours {
  /** Attributes that no schema declares: keep those of extensions, ignore all, or refuse them. */
  readonly unknownAttributes: 'keep' | 'ignore' | 'reject';
  readonly canonicalValues: 'suggest' | 'enforce';
  /** A PATCH path with a filter that selects nothing: make the element, or 400 `noTarget`. */
  readonly unmatchedElement: 'create' | 'noTarget';
  /** A filter on an attribute that nobody knows: matches nothing, or 400 `invalidFilter`. */
  readonly unknownFilterAttributes: 'noMatch' | 'reject';
  /** A request that deactivates a user and is refused for something else: disable the user all the same, or refuse it as a whole with an alarm. */
  readonly refusedDeactivation: 'disable' | 'refuse';
  /** What a PATCH of a user is answered with, unless `attributes` asks for a body. */
  readonly userPatchAnswer: 'resource' | 'empty';
  /** What a PATCH of a group is answered with, unless `attributes` asks for a body: the group where it is small (large ones are not worth reading), or nothing. */
  readonly groupPatchAnswer: 'resource' | 'empty';
  /** Ids in `members` that belong to no user: passed over and logged, or 400 `invalidValue`. */
  readonly unknownMembers: 'skip' | 'reject';
  readonly password: 'store' | 'ignore';
  /** A user's `groups`: shown when asked for by name, or always, at a call to Keycloak per user. */
  readonly groups: 'request' | 'default';
}

/** A row as a document writes it: what it leaves out is inherited; `keycloak: null` removes an inherited row. */
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
  /** Replaces the inherited list of quirks. */
  readonly quirks?: readonly string[];
  readonly behaviours?: Partial<Behaviours>;
}

/** A preset: mapping rows, the rewrites of a client's dialect in their order, and behaviours. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly user: readonly Row[];
  readonly group: readonly Row[];
  readonly quirks: readonly string[];
  readonly behaviours: Behaviours;
}
