import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { refusal, type Refusal } from '../refusals.ts';
import { checkClaims, CLAIM_STEPS } from './claims.ts';
import { KeyServerError } from './fetchKeys.ts';
import type { KeySets } from './keySet.ts';
import { readUnverified, type UnverifiedJwt } from './unverifiedJwt.ts';
import type { TrustedIssuer } from './trustedIssuer.ts';
import { quote } from '../../../documents/suggest.ts';

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
      readonly reason: Refusal;
      /** The keys could not be fetched: the token may be valid. */
      readonly outage?: true;
    };

const STEPS = ['alg', 'keys', 'signature', 'times', ...CLAIM_STEPS] as const;

/** The check at which a token failed, and why. */
interface FailedCheck {
  readonly step: (typeof STEPS)[number];
  readonly reason: Refusal;
  readonly outage?: true;
}

type ReadableJwt = Exclude<UnverifiedJwt, { readonly reason: Refusal }>;

const MAX_SKEW_SECONDS = 300;

/** Formats a NumericDate for people. */
function formatDate(value: unknown): string {
  const date = new Date(typeof value === 'number' ? value * 1_000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? quote(value) : date.toISOString();
}

/** Finds what an error of jose says of a token of an issuer. */
function failedCheckOf(error: unknown, { kid }: ReadableJwt, issuer: string): FailedCheck {
  if (error instanceof KeyServerError) {
    const { message: problem } = error;
    return { step: 'keys', reason: refusal('keysNotFetched', { issuer, problem }), outage: true };
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    const reason =
      kid === undefined
        ? refusal('unknownUnnamedKey', { issuer })
        : refusal('unknownKey', { issuer, found: quote(kid) });
    return { step: 'keys', reason };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { step: 'signature', reason: refusal('wrongSignature', { issuer }) };
  }
  if (error instanceof errors.JWTExpired) {
    return { step: 'times', reason: refusal('expired', { issuer, time: formatDate(error.payload.exp) }) };
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload, reason } = error;
    if (reason === 'missing') return { step: 'times', reason: refusal('noClaim', { issuer, claim }) };
    return reason === 'check_failed' && claim === 'nbf'
      ? { step: 'times', reason: refusal('notYetValid', { issuer, time: formatDate(payload.nbf) }) }
      : { step: 'times', reason: refusal('unusableClaim', { issuer, claim, found: quote(payload[claim]) }) };
  }
  return { step: 'signature', reason: refusal('uncheckedSignature', { issuer }) };
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
): Promise<{ readonly claims: JWTPayload } | FailedCheck> {
  const { alg } = unverified;
  const { label, algorithms: accepted } = issuer;
  if (!accepted.some((algorithm) => algorithm === alg)) {
    const reason = refusal('issuerAlgorithm', { issuer: label, found: quote(alg), accepted });
    return { step: 'alg', reason };
  }
  const toleranceSeconds = Math.min(skewSeconds, MAX_SKEW_SECONDS);
  let claims: JWTPayload;
  try {
    claims = await verifiedClaims(token, issuer, keySets, {
      algorithms: [...accepted],
      issuer: [...issuer.issuers],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
      clockTolerance: toleranceSeconds,
    });
  } catch (error) {
    return failedCheckOf(error, unverified, label);
  }
  if (claims.iat !== undefined && claims.iat > now / 1_000 + toleranceSeconds) {
    const reason = refusal('issuedInFuture', { issuer: label, time: formatDate(claims.iat) });
    return { step: 'times', reason };
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
  if (issuers.length === 0) return { reason: refusal('noTrustedIssuer') };
  const algorithms = new Set(issuers.flatMap((issuer) => issuer.algorithms));
  const unverified = readUnverified(token, [...algorithms]);
  if ('reason' in unverified) return unverified;
  const { iss } = unverified;
  const candidates = issuers.filter((issuer) => issuer.issuers.includes(iss));
  if (candidates.length === 0) {
    const accepted = [...new Set(issuers.flatMap((issuer) => issuer.issuers))];
    return { reason: refusal('otherIssuer', { found: quote(iss), accepted }) };
  }
  const failures: FailedCheck[] = [];
  for (const issuer of candidates) {
    const result = await verifyFor(token, unverified, issuer, keySets, clock);
    if ('claims' in result) return { issuer, claims: result.claims };
    failures.push(result);
  }
  const closest = failures.reduce((best, failure) =>
    STEPS.indexOf(failure.step) > STEPS.indexOf(best.step) ? failure : best,
  );
  const outage = failures.some((failure) => failure.outage === true);
  return { reason: closest.reason, ...(outage ? { outage } : {}) };
}
