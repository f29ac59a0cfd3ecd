import type { KeySource } from './fetchKeys.ts';

/** An issuer whose signed tokens a realm accepts, with the conditions on its tokens. */
export interface TrustedIssuer {
  /** The id of the credential: `issuer:<name>`. */
  readonly id: string;
  /** The operator's name for it. */
  readonly label: string;
  /** The account name in journal and audit. */
  readonly account: string;
  /** The accepted values of `iss`, compared exactly. */
  readonly issuers: readonly string[];
  /** `aud` must contain one of these. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly Algorithm[];
  readonly keys: KeySource;
  /**
   * The client that the token was issued to: at least one of the claims must be present, and each that is must have one
   * of the values.
   */
  readonly client: {
    readonly claims: readonly string[];
    readonly values: readonly string[];
    /** Advice for operators about a token that has none of the claims. */
    readonly hint?: string;
  };
  /** Claims that must have exactly this value. */
  readonly claims: Readonly<Record<string, string>>;
  /** Claims that must be absent, such as those of a person's token. */
  readonly absent: readonly string[];
  /** A scope that `scope` or `scp` must contain. */
  readonly scope?: string;
  readonly readOnly: boolean;
  /** The identity source that users created with its tokens belong to. */
  readonly source: string;
}

/** The signature algorithms that can be accepted: asymmetric ones only (RFC 7518 §3.1, RFC 8037 §3.1). */
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

/** A signature algorithm that can be accepted. */
export type Algorithm = (typeof ALGORITHMS)[number];
