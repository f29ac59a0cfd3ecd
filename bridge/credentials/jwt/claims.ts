import type { JWTPayload } from 'jose';
import type { TrustedIssuer } from './trustedIssuer.ts';
import { listNames, quote } from '../../../documents/suggest.ts';

/** The checks of claims, in their order: a token that fails a later one came closer to being accepted. */
export const CLAIM_STEPS = ['aud', 'client', 'claims', 'absent', 'scope'] as const;

/** The check that a token's claims failed, with a reason for operators. */
export interface ClaimMistake {
  readonly step: (typeof CLAIM_STEPS)[number];
  readonly reason: string;
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

type Check = (issuer: TrustedIssuer, claim: (name: string) => unknown) => string | undefined;

const CHECKS: Readonly<Record<ClaimMistake['step'], Check>> = {
  aud: ({ audiences }, claim) => {
    const aud = claim('aud');
    const accepted = [aud].flat().some((audience) => isOneOf(audiences, audience));
    return accepted ? undefined : `aud is ${quote(aud)}; accepted is ${listNames(audiences)}.`;
  },
  client: ({ client }, claim) => {
    const present = client.claims.filter((name) => claim(name) !== undefined);
    if (present.length === 0) {
      const hint = client.hint === undefined ? '' : ` ${client.hint}`;
      return `the token has no ${listNames(client.claims)} that names the client.${hint}`;
    }
    const wrong = present.find((name) => !isOneOf(client.values, claim(name)));
    if (wrong === undefined) return undefined;
    return `${wrong} is ${quote(claim(wrong))}; accepted is ${listNames(client.values)}.`;
  },
  claims: ({ claims }, claim) => {
    const wrong = Object.entries(claims).find(([name, expected]) => !matches(expected, claim(name)));
    if (wrong === undefined) return undefined;
    const [name, expected] = wrong;
    const value = claim(name);
    return value === undefined
      ? `the token has no ${name}; it must be ${quote(expected)}.`
      : `${name} is ${quote(value)}; it must be ${quote(expected)}.`;
  },
  absent: ({ absent }, claim) => {
    const wrong = absent.find((name) => claim(name) !== undefined);
    return wrong === undefined
      ? undefined
      : `the token has ${wrong}: it is a person's, or not an access token; a client's own is wanted.`;
  },
  scope: ({ scope }, claim) => {
    if (scope === undefined) return undefined;
    const scopes = [...texts(claim('scope')), ...texts(claim('scp'))];
    return scopes.includes(scope)
      ? undefined
      : `scope is ${quote(claim('scope') ?? claim('scp') ?? '')}; it must hold ${quote(scope)}.`;
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
