import { randomBytes } from 'node:crypto';
import { CONSOLE_CLIENT, enableConsole } from '../../../bridge/enablement/consoleClient.ts';
import { openSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { grantRights } from '../../../dev/keycloak/grantRights.ts';
import { testKeycloak } from '../keycloak/keycloak.ts';
import type { Person, Stage } from './stage.ts';

/** A person of `master` who has rights in one realm; remove it in `afterAll`. */
interface Technician extends Person {
  remove(): Promise<void>;
}

const MASTER = 'master';

/** Makes a person of `master` who may see SCIM of the stage's realm, and lets them sign in to the console there. */
export async function createTechnician({
  bridge,
  realm,
}: Pick<Stage, 'bridge' | 'realm'>): Promise<Technician> {
  const { admin, managementUrl } = bridge;
  const username = `technician-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const { id } = await admin.users.create({
    ...{ realm: MASTER, username, enabled: true, email: `${username}@example.com` },
    ...{ firstName: 'Tech', lastName: 'Nician' },
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  const rights = { realm: MASTER, userId: id, clientId: `${realm.name}-realm` };
  await grantRights(admin, rights, (name) => name.startsWith('view-'));
  const { url, adminUser, adminPassword } = testKeycloak();
  const findConsole = async () =>
    (await admin.clients.find({ realm: MASTER, clientId: CONSOLE_CLIENT.clientId }))[0];
  const previous = await findConsole();
  const setup = await openSetup(MASTER, { url, adminUser, adminPassword, adminRealm: MASTER });
  await enableConsole(setup, managementUrl);
  return {
    ...{ username, password },
    async remove() {
      await admin.users.del({ realm: MASTER, id });
      const client = await findConsole();
      // Another run has its own meanwhile.
      if (client?.baseUrl?.startsWith(managementUrl) !== true) return;
      const place = { realm: MASTER, id: client.id ?? '' };
      if (previous === undefined) await admin.clients.del(place);
      else await admin.clients.update(place, previous);
    },
  };
}
