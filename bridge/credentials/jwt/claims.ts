import type { JWTPayload } from 'jose';
import type { TrustedIssuer } from './trustedIssuer.ts';
import { listNames, quote } from '../../../documents/suggest.ts';

/** The steps of checking claims, in their order: the later one fails, the closer a token was. */
export const CLAIM_STEPS = ['aud', 'client', 'claims', 'absent', 'scope'] as const;

/** The check that a token's claims failed, in words for the operator. */
export interface ClaimMistake {
  readonly step: (typeof CLAIM_STEPS)[number];
  readonly reason: string;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Equal character by character; where a GUID is expected, in any case. */
const same = (expected: string, got: unknown): boolean =>
  typeof got === 'string' && (got === expected || (GUID.test(expected) && got.toLowerCase() === expected));

const isOneOf = (expected: readonly string[], got: unknown): boolean =>
  expected.some((one) => same(one, got));

/** The values of a claim that is one text, a list of texts, or texts separated by blanks. */
function texts(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : [];
}

type Check = (issuer: TrustedIssuer, claim: (name: string) => unknown) => string | undefined;

const CHECKS: Readonly<Record<ClaimMistake['step'], Check>> = {
  aud: ({ audiences }, claim) => {
    const got = claim('aud');
    const accepted = [got].flat().some((one) => isOneOf(audiences, one));
    return accepted ? undefined : `aud is ${quote(got)}; accepted is ${listNames(audiences)}.`;
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
    const wrong = Object.entries(claims).find(([name, expected]) => !same(expected, claim(name)));
    if (wrong === undefined) return undefined;
    const [name, expected] = wrong;
    const got = claim(name);
    return got === undefined
      ? `the token has no ${name}; it must be ${quote(expected)}.`
      : `${name} is ${quote(got)}; it must be ${quote(expected)}.`;
  },
  absent: ({ absent }, claim) => {
    const wrong = absent.find((name) => claim(name) !== undefined);
    return wrong === undefined
      ? undefined
      : `the token has ${wrong}: it is a person's, or not an access token; a client's own is wanted.`;
  },
  scope: ({ scope }, claim) => {
    if (scope === undefined) return undefined;
    const got = [...texts(claim('scope')), ...texts(claim('scp'))];
    return got.includes(scope)
      ? undefined
      : `scope is ${quote(claim('scope') ?? claim('scp') ?? '')}; it must hold ${quote(scope)}.`;
  },
};

/** The first check that the claims of a token with a good signature fail. */
export function checkClaims(claims: JWTPayload, issuer: TrustedIssuer): ClaimMistake | undefined {
  const claim = (name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);
  for (const step of CLAIM_STEPS) {
    const reason = CHECKS[step](issuer, claim);
    if (reason !== undefined) return { step, reason };
  }
  return undefined;
}
