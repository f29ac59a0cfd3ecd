import { KeycloakError } from '../port/errors.ts';
import type { RealmAccess } from './part.ts';

/** Who changed something last, as Keycloak's admin events tell. */
export interface LastChange {
  /** The administrator's user name, or the id where the name cannot be read. */
  readonly by: string;
  readonly address?: string | undefined;
  readonly at: Date;
}

/** Where the admin events of something are found: their kind, and the path of what was changed. */
interface EventPlace {
  readonly resourceType: string;
  readonly resourcePath?: string | undefined;
}

/** Finds who changed the things that set-up writes, by the names that {@link DescribedChange} gives them. */
export type FindLastChange = (object: string) => Promise<LastChange | undefined>;

/** Creates the search for the last change; what the administrator may not see, or Keycloak does not keep, is `undefined`. */
export function createLastChange({ admin, realm, call }: RealmAccess, adminRealm: string): FindLastChange {
  async function clientPlace(clientId: string): Promise<EventPlace> {
    const [client] = await call('GET clients', () => admin.clients.find({ realm, clientId }));
    return { resourceType: 'CLIENT', resourcePath: `clients/${client?.id ?? ''}` };
  }

  /** The place of the events of each kind of thing, by its name. */
  const PLACES: readonly (readonly [RegExp, (name: string) => EventPlace | Promise<EventPlace>])[] = [
    [/^realm settings$/, () => ({ resourceType: 'REALM' })],
    [/^user profile$/, () => ({ resourceType: 'USER_PROFILE' })],
    [/^SCIM configuration$/, () => clientPlace('scim-endpoint')],
    [/^client (?!scope )(.+)$/, clientPlace],
    [/^role (.+)$/, (name) => ({ resourceType: 'REALM_ROLE', resourcePath: `roles/${name}` })],
    [
      /^identity provider (.+)$/,
      (alias) => ({
        resourceType: 'IDENTITY_PROVIDER',
        resourcePath: `identity-provider/instances/${alias}`,
      }),
    ],
  ];

  /** The name of the account; it belongs to the realm itself or to that of the administrators. */
  async function nameOf(id: string): Promise<string> {
    for (const candidate of new Set([adminRealm, realm])) {
      const user = await call('GET users/{id}', () => admin.users.findOne({ realm: candidate, id })).catch(
        () => undefined,
      );
      if (user?.username !== undefined) return user.username;
    }
    return `account ${id}`;
  }

  return async (object) => {
    const [place] = PLACES.flatMap(([pattern, find]) => {
      const match = pattern.exec(object);
      return match === null ? [] : [() => find(match[1] ?? '')];
    });
    if (place === undefined) return undefined;
    try {
      const { resourceType, resourcePath } = await place();
      const [event] = await call('GET admin-events', () =>
        admin.realms.findAdminEvents({
          realm,
          max: 1,
          resourceTypes: [resourceType],
          ...(resourcePath === undefined ? {} : { resourcePath }),
        } as never),
      );
      const { userId, ipAddress } = event?.authDetails ?? {};
      if (event?.time === undefined || userId === undefined) return undefined;
      return { by: await nameOf(userId), address: ipAddress, at: new Date(event.time) };
    } catch (error) {
      if (error instanceof KeycloakError) return undefined;
      throw error;
    }
  };
}
