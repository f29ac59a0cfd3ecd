import type { ScimConfig, StoredToken } from '../tenants/config.ts';
import type { TrustedIssuer } from '../connecting/connection.ts';
import { isUsable } from '../tenants/tokens.ts';
import type { CredentialUse } from './contract.ts';
import { listOf, object } from './schemas.ts';

/** The id of the credential that is a token of the realm's own token endpoint, as in the journal. */
const REMOTE_TOKEN_ID = 'realm';

/** The schema of {@link credentialUses}. */
export const CREDENTIAL_USES = {
  ...listOf(
    object(
      {
        id: { type: 'string', description: 'Its id in log and journal.' },
        kind: { type: 'string', enum: ['staticToken', 'issuer', 'remoteToken'] },
        label: { type: 'string' },
        lastUsed: {
          type: 'string',
          format: 'date-time',
          description: 'When it was last accepted, if the store of the bridge has a record of it.',
        },
      },
      ['id', 'kind', 'label'],
    ),
  ),
  description: 'Every credential that the realm accepts, with its last use.',
};

/** Lists every credential that a realm accepts, with its last use; `lastUses` has the times by credential id. */
export function credentialUses(
  { authentication: { staticTokens = true, remoteToken } = {} }: Pick<ScimConfig, 'authentication'>,
  tokens: readonly StoredToken[],
  trusted: readonly TrustedIssuer[],
  lastUses: ReadonlyMap<string, number>,
): CredentialUse[] {
  const usableTokens = staticTokens ? tokens.filter((token) => isUsable(token)) : [];
  const credentials: Omit<CredentialUse, 'lastUsed'>[] = [
    ...usableTokens.map(({ id, label }) => ({ id, kind: 'staticToken' as const, label })),
    ...(remoteToken === undefined
      ? []
      : [{ id: REMOTE_TOKEN_ID, kind: 'remoteToken' as const, label: 'remote token' }]),
    ...trusted.map(({ name }) => ({ id: `issuer:${name}`, kind: 'issuer' as const, label: name })),
  ];
  return credentials.map((credential) => {
    const lastUse = lastUses.get(credential.id);
    return { ...credential, ...(lastUse === undefined ? {} : { lastUsed: new Date(lastUse).toISOString() }) };
  });
}
