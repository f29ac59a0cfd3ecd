import { createToken, type CreatedToken } from '../../../bridge/credentials/static/createToken.ts';
import type { StoredToken } from '../../../bridge/tenants/config.ts';
import { isUsable } from '../../../bridge/tenants/tokens.ts';
import { CommandError } from '../../commandError.ts';
import type { DeclaredToken, SetupRequest } from '../../model/setupRequest.ts';

/** The name of a static token that the command line does not name. */
const FIRST_LABEL = 'first token';

/** What becomes of the static tokens of a realm. */
export interface TokenChanges {
  readonly created: readonly CreatedToken[];
  readonly revoked: readonly StoredToken[];
}

/** What the options of `enable` do: a realm without a token gets one, and `newToken` replaces those that there are. */
function byOptions(realm: string, usable: readonly StoredToken[], options: SetupRequest): TokenChanges {
  const revoked = options.newToken === true ? usable : [];
  const needsToken = usable.length === 0 || revoked.length > 0;
  const { label = FIRST_LABEL, expires, readOnly } = options;
  return { created: needsToken ? [createToken(realm, { label, expires, readOnly })] : [], revoked };
}

/** What a document does: it names the tokens that are to be there and those that are not; others stay. */
function byDocument(
  realm: string,
  usable: readonly StoredToken[],
  declared: readonly DeclaredToken[],
): TokenChanges {
  const tokensOf = ({ label }: DeclaredToken) => usable.filter((token) => token.label === label);
  const isMissing = (token: DeclaredToken) => token.ensure === 'present' && tokensOf(token).length === 0;
  const ended = declared.find((token) => isMissing(token) && Number(token.expires) <= Date.now());
  if (ended !== undefined) {
    throw new CommandError(
      `The token "${ended.label}" of realm "${realm}" ended on ${ended.expires?.toISOString() ?? ''}, as its document says: give it a later end, or "ensure": "absent".`,
    );
  }
  return {
    created: declared.filter(isMissing).map((token) => createToken(realm, token)),
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
