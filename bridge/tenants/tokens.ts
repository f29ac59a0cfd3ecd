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

/** What gives a token of the realm another end, scope or source; the token itself stays. */
export const replacementOf = ({ id, revoked: _, created, ...record }: StoredToken): AttributeChanges => ({
  [`${ATTRIBUTE.token}${id}`]: JSON.stringify(created === '' ? record : { ...record, created }),
});

/**
 * Returns the attribute changes that revoke tokens from a time on; attributes of their own, because saving a stale tab
 * of the console may bring a deleted token back.
 */
export const revocationOf = (ids: readonly string[], from = new Date()): AttributeChanges =>
  Object.fromEntries(ids.map((id) => [`${ATTRIBUTE.revoked}${id}`, from.toISOString()]));

/** What removes a token and its revocation from the realm; an empty text removes an attribute of a client. */
export const removalOf = (ids: readonly string[]): AttributeChanges =>
  Object.fromEntries(
    ids.flatMap((id) => [`${ATTRIBUTE.token}${id}`, `${ATTRIBUTE.revoked}${id}`].map((name) => [name, ''])),
  );

const DAY_MS = 86_400_000;

/** How long a realm remembers a token that has ended, so that a list of tokens explains older entries of the journal. */
const MEMORY_MS = 90 * DAY_MS;

/** Maximum number of ended tokens that a realm remembers, apart from those that have ended within a day. */
const MAX_ENDED = 100;

/** When a token ended; `undefined` if it has not. */
function endOf({ expires, revoked }: StoredToken, now: number): number | undefined {
  const past = [expires, revoked].map((date) => Date.parse(date ?? '')).filter((time) => time <= now);
  return past.length === 0 ? undefined : Math.min(...past);
}

/**
 * The ids of tokens to be forgotten: they ended long ago, or many ended after them. None is forgotten within a day of
 * its end: saving a stale tab of the console would bring it back, without its revocation.
 */
export function forgettable(tokens: readonly StoredToken[], now = Date.now()): readonly string[] {
  const ended = tokens
    .flatMap(({ id, ...token }) => {
      const end = endOf({ id, ...token }, now);
      return end === undefined ? [] : [{ id, end }];
    })
    .sort((a, b) => b.end - a.end);
  return ended.filter(({ end }, i) => now - end > (i < MAX_ENDED ? MEMORY_MS : DAY_MS)).map(({ id }) => id);
}

/** Whether a token ends so soon that it may be forgotten at once: a stale tab would bring it back for minutes only. */
export const endsSoon = ({ expires }: StoredToken, now = Date.now()): boolean =>
  Date.parse(expires ?? '') - now < 3_600_000;

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
