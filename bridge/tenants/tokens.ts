import { createToken, type CreatedToken, type TokenOptions } from '../credentials/static/createToken.ts';
import { refusalOf } from '../credentials/static/staticToken.ts';
import { ATTRIBUTE, type StoredToken } from './config.ts';

/** Changes of the attributes of a realm's `scim-endpoint` client. */
export type AttributeChanges = Readonly<Record<string, string>>;

/** The state of a static token. */
export type TokenStatus = 'active' | 'in grace' | 'expired' | 'revoked';

/** Maximum number of usable tokens of a realm: each is compared with the credential of every request. */
export const MAX_TOKENS = 50;

/** Returns the state of a token at a time. */
export const statusOf = (token: StoredToken, now = Date.now()): TokenStatus =>
  refusalOf(token, now) ?? (token.revoked === undefined ? 'active' : 'in grace');

/** Whether a token is accepted at a time. */
export const isUsable = (token: StoredToken, now = Date.now()): boolean =>
  refusalOf(token, now) === undefined;

/** What makes a new token one of the realm's. */
export const additionOf = ({ id, record }: CreatedToken): AttributeChanges => ({
  [`${ATTRIBUTE.token}${id}`]: JSON.stringify(record),
});

/**
 * Returns the attribute changes that revoke tokens from a time on; attributes of their own, because saving a stale tab
 * of the console may bring a deleted token back.
 */
export const revocationOf = (ids: readonly string[], from = new Date()): AttributeChanges =>
  Object.fromEntries(ids.map((id) => [`${ATTRIBUTE.revoked}${id}`, from.toISOString()]));

/** The maximum length of a label. */
const MAX_LABEL = 100;

/** The label of the token that replaces another one: the same with a count, which tells the two apart. */
function nextLabel(label: string): string {
  const [, name = label, count = '1'] = /^(.*) \((\d{1,6})\)$/s.exec(label) ?? [];
  const suffix = ` (${Number(count) + 1})`;
  return `${name.slice(0, MAX_LABEL - suffix.length)}${suffix}`;
}

/** Creates a token that replaces another one, which stays valid for `grace` seconds, but no longer than before. */
export function rotationOf(
  realm: string,
  old: StoredToken,
  {
    label = nextLabel(old.label),
    expires,
    readOnly = old.readOnly ?? false,
    source = old.source,
  }: Partial<TokenOptions>,
  grace = 0,
): { readonly minted: CreatedToken; readonly changes: AttributeChanges } {
  const minted = createToken(realm, { label, expires, readOnly, source });
  const until = new Date(Math.min(Date.now() + grace * 1000, Date.parse(old.revoked ?? '') || Infinity));
  return { minted, changes: { ...additionOf(minted), ...revocationOf([old.id], until) } };
}
