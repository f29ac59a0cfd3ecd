import { createToken, type CreatedToken } from '../../credentials/static/createToken.ts';
import type { FieldChange } from '../../keycloak/setup/part.ts';
import type { StoredToken } from '../../tenants/config.ts';
import { isUsable } from '../../tenants/tokens.ts';
import { SetupError } from '../setupError.ts';
import type { DeclaredToken, SetupRequest } from '../request/setupRequest.ts';

/** The name of a static token that the command line does not name. */
const FIRST_LABEL = 'first token';

/** A static token that stays, with another end, scope or source. */
interface ChangedToken {
  readonly token: StoredToken;
  /** What differs, in words. */
  readonly fields: readonly FieldChange[];
}

/** What becomes of the static tokens of a realm. */
export interface TokenChanges {
  readonly created: readonly CreatedToken[];
  readonly changed: readonly ChangedToken[];
  readonly revoked: readonly StoredToken[];
}

/** What the options of `enable` do: a realm without a token gets one, and `newToken` replaces those that there are. */
function byOptions(realm: string, usable: readonly StoredToken[], options: SetupRequest): TokenChanges {
  const revoked = options.newToken === true ? usable : [];
  const needsToken = usable.length === 0 || revoked.length > 0;
  const { label = FIRST_LABEL, expires, readOnly } = options;
  const created = needsToken ? [createToken(realm, { label, expires, readOnly })] : [];
  return { created, changed: [], revoked };
}

/** Ends this close together are the same: a duration counts from a moment that was not noted. */
const SAME_END_MS = 60_000;

/** A token with what a document declares of it, and what differs; what is left out stays. */
function changedToken(token: StoredToken, { endOf, readOnly, source }: DeclaredToken): ChangedToken {
  const end = endOf?.(Date.parse(token.created)).getTime() ?? NaN;
  const isSameEnd = Number.isNaN(end) || Math.abs(Date.parse(token.expires ?? '') - end) < SAME_END_MS;
  const isSameScope = readOnly === undefined || readOnly === (token.readOnly ?? false);
  const isSameSource = source === undefined || source === token.source;
  const changes = {
    ...(isSameEnd ? {} : { expires: new Date(end).toISOString() }),
    ...(isSameScope ? {} : { readOnly }),
    ...(isSameSource ? {} : { source }),
  };
  const fields = Object.entries(changes).map(([field, to]) => ({
    field,
    from: token[field as keyof typeof changes],
    to,
  }));
  return { token: { ...token, ...changes }, fields };
}

/** What a document does: it names the tokens that are to be there and those that are not; others stay. */
function byDocument(
  realm: string,
  usable: readonly StoredToken[],
  declared: readonly DeclaredToken[],
): TokenChanges {
  const now = new Date();
  const tokensOf = ({ label }: DeclaredToken) => usable.filter((token) => token.label === label);
  const present = declared.filter(({ ensure }) => ensure === 'present');
  const missing = present.filter((token) => tokensOf(token).length === 0);
  const changed = present
    // One that is revoked is in its grace period, and ends anyway.
    .flatMap((one) =>
      tokensOf(one).flatMap((token) => (token.revoked === undefined ? [changedToken(token, one)] : [])),
    )
    .filter(({ fields }) => fields.length > 0);
  const created = missing.map((token) =>
    createToken(realm, { ...token, expires: token.endOf?.(now.getTime()) }, now),
  );
  const ended = [...created.map(({ record }) => record), ...changed.map(({ token }) => token)].find(
    ({ expires }) => Date.parse(expires ?? '') <= now.getTime(),
  );
  if (ended !== undefined) {
    throw new SetupError(
      `The token "${ended.label}" of realm "${realm}" ended on ${ended.expires ?? ''}, as its document says: give it a later end, or "ensure": "absent".`,
    );
  }
  return {
    created,
    changed,
    revoked: declared.filter(({ ensure }) => ensure === 'absent').flatMap(tokensOf),
  };
}

/** Decides which static tokens a realm gets and which are revoked. */
export function tokenChanges(
  realm: string,
  stored: readonly StoredToken[],
  options: SetupRequest,
): TokenChanges {
  const usable = stored.filter((token) => isUsable(token));
  return options.tokens === undefined
    ? byOptions(realm, usable, options)
    : byDocument(realm, usable, options.tokens);
}
