import { randomBytes } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createToken } from '../../bridge/credentials/static/createToken.ts';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import { enableConsole } from '../../bridge/enablement/consoleClient.ts';
import { enable } from '../../bridge/enablement/enable.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { additionOf, removalOf } from '../../bridge/tenants/tokens.ts';
import type { RunningKeycloak } from '../keycloak/launch.ts';
import { grantRights } from '../keycloak/grantRights.ts';
import { signIn } from '../keycloak/signIn.ts';

/** A realm of the demo with SCIM switched on. */
export interface DemoRealm {
  readonly name: string;
  readonly token: string;
  /** The id of a user whom SCIM may read and not change. */
  readonly breakGlass: string;
  /** The person who signs in to the console of the realm. */
  readonly operator: { readonly username: string; readonly password: string };
}

/** What the demo's realms do around their users. */
const LIFECYCLE = {
  onboarding: { markerRole: true },
  protection: { breakGlass: ['emergency'] },
};

/** The realms of the demo, and Keycloak seen through its own administrator. */
export interface DemoRealms {
  readonly realms: readonly DemoRealm[];
  /** The name of a realm in which SCIM is not switched on. */
  readonly plainRealm: string;
  /** Gives a realm one more token while work lasts: its own stays unused, for whoever connects a provider. */
  withToken<T>(realm: string, work: (token: string) => Promise<T>): Promise<T>;
  /** The user with this id as Keycloak holds it, in a few words. */
  describeUser(realm: string, id: string): Promise<string>;
  remove(): Promise<void>;
}

/** The secret that the demo's bridge signs in with; new in every process, since the realms are. */
export const BRIDGE_SECRET = randomBytes(24).toString('base64url');

/** The roles of the client `realm-management` with which the console offers everything. */
const OPERATOR_ROLES = [
  ...['view-clients', 'manage-clients', 'view-realm', 'manage-realm'],
  ...['view-users', 'manage-users', 'view-events', 'view-identity-providers'],
];

/** Makes the person who signs in to the console of a realm. */
async function createOperator(admin: KeycloakAdminClient, realm: string): Promise<DemoRealm['operator']> {
  const [username, password] = ['olga', randomBytes(9).toString('base64url')];
  const { id } = await admin.users.create({
    ...{ realm, username, enabled: true, email: 'olga@example.com' },
    ...{ emailVerified: true, firstName: 'Olga', lastName: 'Operator' },
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  await grantRights(admin, { realm, userId: id }, (name) => OPERATOR_ROLES.includes(name));
  return { username, password };
}

/** The addresses of the demo's bridge. */
export interface DemoBridge {
  readonly publicUrl: string;
  readonly consoleUrl: string;
}

/** Makes the realms of the demo; with a suffix of their own, so that a Keycloak that is already in use loses nothing. */
export async function createDemoRealms(
  keycloak: RunningKeycloak,
  names: readonly string[],
  plainRealm: string,
  { publicUrl, consoleUrl }: DemoBridge,
): Promise<DemoRealms> {
  const { url, adminUser, adminPassword } = keycloak;
  const openRealm = (name: string) =>
    openSetup(name, { url, adminUser, adminPassword, adminRealm: 'master' });
  const admin = await signIn(keycloak);
  const realms: DemoRealm[] = [];
  for (const name of names) {
    await admin.realms.create({ realm: name, displayName: `SCIM demo: ${name}`, enabled: true });
    const setup = await openRealm(name);
    const { token = '' } = await enable(setup, {
      profile: 'generic',
      lifecycle: { document: LIFECYCLE, file: 'lifecycle' },
      label: 'demo',
      publicUrl,
      console: { isPresent: true, consoleUrl },
      bridgeClientId: 'scim-bridge',
      bridgeClientSecret: BRIDGE_SECRET,
      quirks: await loadQuirks(),
      report: () => undefined,
    });
    const glass = await admin.users.create({ realm: name, username: 'emergency', enabled: true });
    realms.push({ name, token, breakGlass: glass.id, operator: await createOperator(admin, name) });
  }
  if (keycloak.throwaway) {
    await enableConsole(await openRealm('master'), consoleUrl);
  }
  await admin.realms.create({ realm: plainRealm, displayName: 'SCIM demo: not switched on', enabled: true });
  return {
    realms,
    plainRealm,
    async withToken(name, work) {
      const setup = await openRealm(name);
      const { id: clientId = '' } = (await setup.realm.client(SCIM_CLIENT_ID)) ?? {};
      const created = createToken(name, { label: 'cycle of the demo' });
      await setup.setClientAttributes(clientId, additionOf(created));
      const done = await work(created.token);
      await setup.setClientAttributes(clientId, removalOf([created.id]));
      return done;
    },
    async describeUser(realm, id) {
      const again = await signIn(keycloak);
      const user = await again.users.findOne({ realm, id });
      if (!user) return 'no such user';
      const groups = (await again.users.listGroups({ realm, id })).map((group) => group.name);
      const roles = (await again.users.listRealmRoleMappings({ realm, id })).flatMap(({ name = '' }) =>
        name.startsWith('default-roles-') ? [] : [name],
      );
      const name = [user.firstName, user.lastName].filter(Boolean).join(' ');
      const department = (user.attributes as Record<string, string[]> | undefined)?.department?.[0];
      return [
        user.enabled === true ? 'enabled' : 'DISABLED',
        user.username,
        name,
        department === undefined ? '' : `department=${department}`,
        roles.length === 0 ? '' : `role ${roles.join(', ')}`,
        groups.length === 0 ? '' : `in ${groups.join(', ')}`,
      ]
        .filter(Boolean)
        .join(', ');
    },
    async remove() {
      const again = await signIn(keycloak);
      for (const name of [...realms.map((realm) => realm.name), plainRealm])
        await again.realms.del({ realm: name });
    },
  };
}
