import type { KeySource } from './fetchKeys.ts';

/** Who may sign tokens for a realm, and which of its tokens are taken. */
export interface TrustedIssuer {
  /** The id of the credential: `issuer:<name>`. */
  readonly id: string;
  /** The operator's name for it. */
  readonly label: string;
  /** The account name that calls carry in journal and audit. */
  readonly account: string;
  /** The values of `iss` that are taken, character by character. */
  readonly issuers: readonly string[];
  /** One of these must be in `aud`. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly Algorithm[];
  readonly keys: KeySource;
  /** The client that the token was issued to: every one of the claims that is present must be one of the values, and one must be present. */
  readonly client: {
    readonly claims: readonly string[];
    readonly values: readonly string[];
    /** What an operator can do about a token that has none of them. */
    readonly hint?: string;
  };
  /** Claims that must have exactly this value. */
  readonly claims: Readonly<Record<string, string>>;
  /** Claims that must not be there, such as those of a token of a person. */
  readonly absent: readonly string[];
  /** Must be in `scope` or `scp`. */
  readonly scope?: string;
  readonly readOnly: boolean;
  /** Where the users come from whom it creates. */
  readonly source: string;
}

/** The signature algorithms that can be trusted: asymmetric ones only (RFC 7518 §3.1, RFC 8037 §3.1). */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** One of the signature algorithms that can be trusted. */
export type Algorithm = (typeof ALGORITHMS)[number];
