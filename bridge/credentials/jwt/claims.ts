import type { JWTPayload } from 'jose';
import type { TrustedIssuer } from './trustedIssuer.ts';
import { refusal, type Refusal } from '../refusals.ts';
import { quote } from '../../../documents/suggest.ts';

/** The checks of claims, in their order: a token that fails a later one came closer to being accepted. */
export const CLAIM_STEPS = ['aud', 'client', 'claims', 'absent', 'scope'] as const;

/** The check that a token's claims failed, with a reason for operators. */
export interface ClaimMistake {
  readonly step: (typeof CLAIM_STEPS)[number];
  readonly reason: Refusal;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a claim has exactly the expected value; a GUID is compared case-insensitively. */
const matches = (expected: string, value: unknown): boolean =>
  typeof value === 'string' &&
  (value === expected || (GUID.test(expected) && value.toLowerCase() === expected));

const isOneOf = (expected: readonly string[], value: unknown): boolean =>
  expected.some((text) => matches(text, value));

/** The values of a claim that is one text, a list of texts, or texts separated by blanks. */
function texts(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ').filter((text) => text !== '') : [];
}

type Check = (issuer: TrustedIssuer, claim: (name: string) => unknown) => Refusal | undefined;

const CHECKS: Readonly<Record<ClaimMistake['step'], Check>> = {
  aud: ({ label: issuer, audiences: accepted }, claim) => {
    const aud = claim('aud');
    if ([aud].flat().some((audience) => isOneOf(accepted, audience))) return undefined;
    return aud === undefined
      ? refusal('noAudience', { issuer, accepted })
      : refusal('otherAudience', { issuer, found: quote(aud), accepted });
  },
  client: ({ label: issuer, client: { claims, values: accepted, hint } }, claim) => {
    const present = claims.filter((name) => claim(name) !== undefined);
    if (present.length === 0) {
      return hint === undefined
        ? refusal('noClient', { issuer, claims })
        : refusal('noClientId', { issuer, claims, hint });
    }
    const wrong = present.find((name) => !isOneOf(accepted, claim(name)));
    if (wrong === undefined) return undefined;
    return refusal('otherClient', { issuer, claim: wrong, found: quote(claim(wrong)), accepted });
  },
  claims: ({ label: issuer, claims }, claim) => {
    const wrong = Object.entries(claims).find(([name, expected]) => !matches(expected, claim(name)));
    if (wrong === undefined) return undefined;
    const [name, value] = wrong;
    const expected = quote(value);
    const found = claim(name);
    return found === undefined
      ? refusal('noRequiredClaim', { issuer, claim: name, expected })
      : refusal('otherClaim', { issuer, claim: name, found: quote(found), expected });
  },
  absent: ({ label: issuer, absent }, claim) => {
    const wrong = absent.find((name) => claim(name) !== undefined);
    return wrong === undefined ? undefined : refusal('tokenOfPerson', { issuer, claim: wrong });
  },
  scope: ({ label: issuer, scope }, claim) => {
    if (scope === undefined) return undefined;
    const scopes = [...texts(claim('scope')), ...texts(claim('scp'))];
    if (scopes.includes(scope)) return undefined;
    const found = quote(claim('scope') ?? claim('scp') ?? '');
    return refusal('otherScope', { issuer, found, expected: quote(scope) });
  },
};

/** Finds the first check that the claims of a token with a valid signature fail; `undefined` if they pass all. */
export function checkClaims(claims: JWTPayload, issuer: TrustedIssuer): ClaimMistake | undefined {
  const claim = (name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);
  for (const step of CLAIM_STEPS) {
    const reason = CHECKS[step](issuer, claim);
    if (reason !== undefined) return { step, reason };
  }
  return undefined;
}
