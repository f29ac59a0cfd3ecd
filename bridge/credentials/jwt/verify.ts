import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { checkClaims, CLAIM_STEPS } from './claims.ts';
import { KeyServerError } from './fetchKeys.ts';
import type { KeySets } from './keySet.ts';
import { readUnverified, type UnverifiedJwt } from './unverifiedJwt.ts';
import type { TrustedIssuer } from './trustedIssuer.ts';
import { listNames, quote } from '../../../documents/suggest.ts';

/** The time at which a token is checked, and how far clocks may differ. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now?: number;
  /** At most 300. */
  readonly skewSeconds?: number;
}

/** The issuer and the claims of a valid token, or the reason why it is refused; the reason is for operators only. */
export type Verification =
  | { readonly issuer: TrustedIssuer; readonly claims: JWTPayload }
  | {
      readonly reason: string;
      /** The keys could not be fetched: the token may be valid. */
      readonly outage?: true;
    };

const STEPS = ['alg', 'keys', 'signature', 'times', ...CLAIM_STEPS] as const;

interface Refusal {
  readonly step: (typeof STEPS)[number];
  readonly reason: string;
  readonly outage?: true;
}

type ReadableJwt = Exclude<UnverifiedJwt, { readonly reason: string }>;

const MAX_SKEW_SECONDS = 300;

/** Formats a NumericDate for people. */
function formatDate(value: unknown): string {
  const date = new Date(typeof value === 'number' ? value * 1_000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? quote(value) : date.toISOString();
}

/** Translates an error of jose into a refusal. */
function refusalOf(error: unknown, { kid }: ReadableJwt): Refusal {
  if (error instanceof KeyServerError) return { step: 'keys', reason: error.message, outage: true };
  if (error instanceof errors.JWKSNoMatchingKey) {
    const key = kid === undefined ? 'a key that is not' : `key ${quote(kid)}, which is not`;
    return { step: 'keys', reason: `the token is signed with ${key} among the issuer's.` };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { step: 'signature', reason: 'the signature does not match; the token was changed or cut.' };
  }
  if (error instanceof errors.JWTExpired) {
    return { step: 'times', reason: `the token expired at ${formatDate(error.payload.exp)}.` };
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload, reason } = error;
    if (reason === 'missing') return { step: 'times', reason: `the token has no ${claim}.` };
    return reason === 'check_failed' && claim === 'nbf'
      ? { step: 'times', reason: `the token is not valid before ${formatDate(payload.nbf)}.` }
      : { step: 'times', reason: `the token's ${claim} is ${quote(payload[claim])}.` };
  }
  return { step: 'signature', reason: 'the signature cannot be checked with the key of the issuer.' };
}

/** Checks the signature and returns the claims; if several keys match, each is tried. */
async function verifiedClaims(
  token: string,
  issuer: TrustedIssuer,
  keySets: KeySets,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keySets.keysFor(issuer.keys), options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (failed) {
        if (!(failed instanceof errors.JWSSignatureVerificationFailed)) throw failed;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

async function verifyFor(
  token: string,
  unverified: ReadableJwt,
  issuer: TrustedIssuer,
  keySets: KeySets,
  { now = Date.now(), skewSeconds = 60 }: Clock,
): Promise<{ readonly claims: JWTPayload } | Refusal> {
  const { alg } = unverified;
  if (!issuer.algorithms.some((algorithm) => algorithm === alg)) {
    return { step: 'alg', reason: `alg is ${quote(alg)}; accepted is ${listNames(issuer.algorithms)}.` };
  }
  const toleranceSeconds = Math.min(skewSeconds, MAX_SKEW_SECONDS);
  let claims: JWTPayload;
  try {
    claims = await verifiedClaims(token, issuer, keySets, {
      algorithms: [...issuer.algorithms],
      issuer: [...issuer.issuers],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
      clockTolerance: toleranceSeconds,
    });
  } catch (error) {
    return refusalOf(error, unverified);
  }
  if (claims.iat !== undefined && claims.iat > now / 1_000 + toleranceSeconds) {
    return { step: 'times', reason: `the token was issued in the future, at ${formatDate(claims.iat)}.` };
  }
  return checkClaims(claims, issuer) ?? { claims };
}

/**
 * Checks a signed token against a realm's trusted issuers. Several may share one `iss` (applications of one tenant): each
 * is tried, and the refusal of the one that the token came closest to is returned.
 */
export async function verifyToken(
  token: string,
  issuers: readonly TrustedIssuer[],
  keySets: KeySets,
  clock: Clock = {},
): Promise<Verification> {
  if (issuers.length === 0) return { reason: 'The realm trusts no issuer of signed tokens.' };
  const algorithms = new Set(issuers.flatMap((issuer) => issuer.algorithms));
  const unverified = readUnverified(token, [...algorithms]);
  if ('reason' in unverified) return unverified;
  const { iss } = unverified;
  const candidates = issuers.filter((issuer) => issuer.issuers.includes(iss));
  if (candidates.length === 0) {
    const accepted = new Set(issuers.flatMap((issuer) => issuer.issuers));
    return { reason: `The token's iss is ${quote(iss)}; accepted is ${listNames([...accepted])}.` };
  }
  const refusals: Refusal[] = [];
  for (const issuer of candidates) {
    const result = await verifyFor(token, unverified, issuer, keySets, clock);
    if ('claims' in result) return { issuer, claims: result.claims };
    refusals.push({ ...result, reason: `Trusted issuer "${issuer.label}": ${result.reason}` });
  }
  const closest = refusals.reduce((best, refusal) =>
    STEPS.indexOf(refusal.step) > STEPS.indexOf(best.step) ? refusal : best,
  );
  const outage = refusals.some((refusal) => refusal.outage === true);
  return { reason: closest.reason, ...(outage ? { outage } : {}) };
}
