import { required } from '../../../bridge/keycloak/port/required.ts';
import { randomBytes } from 'node:crypto';
import { openSetup, type RealmSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { ensurePart } from '../../support/keycloak/ensurePart.ts';
import { createToken } from '../http.ts';
import type { Ground } from './contender.ts';

/** Opens a contender's realm for set-up. */
export const openRealm = ({ keycloak, realm }: Ground): Promise<RealmSetup> =>
  openSetup(realm, {
    url: keycloak.url,
    adminUser: keycloak.adminUser,
    adminPassword: keycloak.adminPassword,
    adminRealm: 'master',
  });

/** A client that may manage the users of its realm, and its access token. */
export interface Account {
  /** Keycloak's id of the client. */
  readonly id: string;
  readonly token: () => Promise<string>;
}

/** Makes a client whose service account has the same right that the bridge works with. */
export async function makeAccount(ground: Ground, setup: RealmSetup): Promise<Account> {
  const clientId = 'bench';
  const secret = randomBytes(24).toString('base64url');
  const description = { clientId, name: clientId, description: '', secret };
  const { actual: client } = await ensurePart(setup.parts.client, description);
  await ensurePart(setup.parts.rights, { client, granted: ['manage-users'], withdrawn: [] });
  return {
    id: required(client.id, 'the id of a client'),
    token: createToken(ground.keycloak.url, ground.realm, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
    }),
  };
}
