/** One line of a mapping: where a SCIM attribute lives in Keycloak. */
export interface Row {
  /** SCIM path: `userName`, `name.givenName`, `emails`, `urn:…:User:department`. */
  readonly scim: string;
  /** `username`, `email`, `firstName`, `lastName`, `enabled`; `name` of a group; or `attributes.<name>`. */
  readonly keycloak: string;
  /** For lists: the Keycloak field that also holds the value of the primary element. */
  readonly principal?: string;
  /** For an attribute of an extension that no schema declares: what its values are; text when it does not say. */
  readonly type?: 'string' | 'boolean' | 'integer';
  /** Whether the value is found through the index of lookup keys. */
  readonly lookup?: boolean;
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
  /** What a PATCH of a user is answered with, unless `attributes` asks for a body. */
  readonly userPatchAnswer: 'resource' | 'empty';
  /** What a PATCH of a group is answered with, unless `attributes` asks for a body: the group where it is small (large ones are not worth reading), or nothing. */
  readonly groupPatchAnswer: 'resource' | 'empty';
  /** Ids in `members` that belong to no user: passed over and logged, or 400 `invalidValue`. */
  readonly unknownMembers: 'skip' | 'reject';
  readonly password: 'store' | 'ignore';
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
