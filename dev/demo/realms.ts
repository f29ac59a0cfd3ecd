import { randomBytes } from 'node:crypto';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import { enable } from '../../bridge/enablement/enable.ts';
import type { RunningKeycloak } from '../keycloak/launch.ts';
import { signIn } from '../keycloak/signIn.ts';

/** A realm of the demo with SCIM switched on. */
export interface DemoRealm {
  readonly name: string;
  readonly token: string;
  /** The id of a user whom SCIM may read and not change. */
  readonly breakGlass: string;
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
  /** The user with this id as Keycloak holds it, in a few words. */
  describeUser(realm: string, id: string): Promise<string>;
  remove(): Promise<void>;
}

/** The secret that the demo's bridge signs in with; new in every process, since the realms are. */
export const BRIDGE_SECRET = randomBytes(24).toString('base64url');

/** Makes the realms of the demo; with a suffix of their own, so that a Keycloak that is already in use loses nothing. */
export async function createDemoRealms(
  keycloak: RunningKeycloak,
  names: readonly string[],
  plainRealm: string,
  publicUrl: string,
): Promise<DemoRealms> {
  const { url, adminUser, adminPassword } = keycloak;
  const admin = await signIn(keycloak);
  const realms: DemoRealm[] = [];
  for (const name of names) {
    await admin.realms.create({ realm: name, displayName: `SCIM demo: ${name}`, enabled: true });
    const setup = await openSetup(name, { url, adminUser, adminPassword, adminRealm: 'master' });
    const { token = '' } = await enable(setup, {
      profile: 'generic',
      lifecycle: { document: LIFECYCLE, file: 'lifecycle' },
      label: 'demo',
      publicUrl,
      bridgeClientId: 'scim-bridge',
      bridgeClientSecret: BRIDGE_SECRET,
      quirks: await loadQuirks(),
      report: () => undefined,
    });
    const glass = await admin.users.create({ realm: name, username: 'emergency', enabled: true });
    realms.push({ name, token, breakGlass: glass.id });
  }
  await admin.realms.create({ realm: plainRealm, displayName: 'SCIM demo: not switched on', enabled: true });
  return {
    realms,
    plainRealm,
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
