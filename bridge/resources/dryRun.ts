import type { KeycloakRealm } from '../keycloak/port.ts';

/** The id of whatever is made in a dry run. */
const NEW = 'new';

/** A realm that is read as it is and not written: writes are told by their name and succeed. */
export function dryRun(realm: KeycloakRealm, onWrite: (call: string) => void): KeycloakRealm {
  const write = <T>(call: string, result: T): Promise<T> => {
    onWrite(call);
    return Promise.resolve(result);
  };
  return {
    ...realm,
    users: {
      ...realm.users,
      create: () => write('POST users', NEW),
      replace: () => write('PUT users/{id}', undefined),
      setEnabled: () => write('PUT users/{id}', undefined),
      delete: () => write('DELETE users/{id}', true),
      endSessions: () => write('POST users/{id}/logout', undefined),
    },
    groups: {
      ...realm.groups,
      get: (id) => (id === NEW ? Promise.resolve({ id, name: '', attributes: {} }) : realm.groups.get(id)),
      create: () => write('POST groups', NEW),
      replace: () => write('PUT groups/{id}', undefined),
      delete: () => write('DELETE groups/{id}', true),
      join: () => write('PUT users/{id}/groups/{id}', 'done'),
      leave: () => write('DELETE users/{id}/groups/{id}', 'done'),
    },
  };
}
