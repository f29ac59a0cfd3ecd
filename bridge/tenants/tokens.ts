import { mintToken, type MintedToken, type TokenWish } from '../credentials/static/createToken.ts';
import { refusalOf } from '../credentials/static/staticToken.ts';
import { ATTRIBUTE, type StoredToken } from './config.ts';

/** Changes of the attributes of a realm's `scim-endpoint` client. */
export type AttributeChanges = Readonly<Record<string, string>>;

/** How a static token stands. */
export type TokenStatus = 'active' | 'in grace' | 'expired' | 'revoked';

/** Most tokens of a realm that can be used: every one of them is compared with what a client sends. */
export const MAX_TOKENS = 50;

/** How a token stands at a moment. */
export const statusOf = (token: StoredToken, now = Date.now()): TokenStatus =>
  refusalOf(token, now) ?? (token.revoked === undefined ? 'active' : 'in grace');

/** Whether a token opens the door at a moment. */
export const isUsable = (token: StoredToken, now = Date.now()): boolean =>
  refusalOf(token, now) === undefined;

/** What makes a new token one of the realm's. */
export const additionOf = ({ id, record }: MintedToken): AttributeChanges => ({
  [`${ATTRIBUTE.token}${id}`]: JSON.stringify(record),
});

/** Marks tokens as revoked from a moment on; the mark outlives a stale console tab that brings a token back. */
export const revocationOf = (ids: readonly string[], from = new Date()): AttributeChanges =>
  Object.fromEntries(ids.map((id) => [`${ATTRIBUTE.revoked}${id}`, from.toISOString()]));

/** A new token in the place of another, which stops after `grace` seconds, and no later than it would have. */
export function rotationOf(
  realm: string,
  old: StoredToken,
  { label = old.label, expires, readOnly = old.readOnly ?? false, source = old.source }: Partial<TokenWish>,
  grace = 0,
): { readonly minted: MintedToken; readonly changes: AttributeChanges } {
  const minted = mintToken(realm, { label, expires, readOnly, source });
  const until = new Date(Math.min(Date.now() + grace * 1000, Date.parse(old.revoked ?? '') || Infinity));
  return { minted, changes: { ...additionOf(minted), ...revocationOf([old.id], until) } };
}
