import type { KeycloakUser } from '../../../../../bridge/keycloak/port/users.ts';
import type { MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { user } from '../../../../support/scim/messages.ts';

/** The users of the SCIM that a test has at the moment, as a client and as Keycloak have them. */
export function scimUsers(scim: () => MemoryScim) {
  /** Creates a user and returns its id. */
  async function create(userName: string, members: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await scim().send('POST', '/Users', user(userName, members));
    expect(status).toBe(201);
    return String(body.id);
  }

  const stored = (id: string): Promise<KeycloakUser | undefined> => scim().realm.users.get(id);

  /** Gives a user a right over the realm. */
  async function makeAdministrator(id: string): Promise<void> {
    const { roles } = scim().realm;
    const role = await roles.find('manage-users', 'realm-management');
    await roles.give({ user: id }, role === undefined ? [] : [role]);
  }

  return { create, stored, makeAdministrator };
}
