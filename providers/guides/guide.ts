/** A credential of the bridge's own that an identity provider can present. */
export type OwnCredential = 'staticToken' | 'basic' | 'remoteToken';

/** A credential that an identity provider can present: one of the bridge's own, or that of a kind of trusted issuers. */
export type CredentialKind =
  OwnCredential | 'azure-tenant' | 'entra-application' | 'okta-authorization-server';

/** A secret of the realm that is typed into a field: a static token, one after the word Bearer, or the secret of its OAuth client. */
export type FieldSecret = 'token' | 'bearerToken' | 'clientSecret';

/** A field of a form and what is typed there. Placeholders such as `{scimUrl}` stand for values of the realm. */
export type Field = readonly [name: string, value: string, secret?: FieldSecret];

/** Something to do at the identity provider, in its own words. */
export interface Step {
  readonly text: string;
  readonly fields?: readonly Field[];
  /** Whether this is the form with the fields of the {@link AuthenticationMethod}. */
  readonly authenticates?: true;
}

/** A way in which the identity provider can authenticate, with every field of the form. */
export interface AuthenticationMethod {
  /** Its name at the identity provider. */
  readonly name: string;
  readonly credential: CredentialKind;
  readonly fields: readonly Field[];
}

/** One of several ways to set the identity provider up, such as with one of two kinds of application. */
export interface Variant {
  /** Absent if it is the only one. */
  readonly name?: string;
  readonly steps: readonly Step[];
  /** The preferred one first. */
  readonly methods: readonly AuthenticationMethod[];
}

/** What to type at an identity provider: the data of its guide's section 2. */
export interface ProviderGuide {
  /** Its name on the command line. */
  readonly name: string;
  readonly title: string;
  /** The guide, from the root of the repository. */
  readonly guide: string;
  /** The profile that is made for it. */
  readonly profile: string;
  /** What is different with the profile `generic`; absent if that is the one that is made for it. */
  readonly withGeneric?: string;
  readonly variants: readonly Variant[];
  /** What follows in every variant. */
  readonly finalSteps: readonly Step[];
  /** What goes wrong easily. */
  readonly traps: readonly string[];
  /** What was tried with it, and what not. */
  readonly tried: string;
}
