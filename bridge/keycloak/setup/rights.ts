import { required } from '../port/required.ts';
import type { Change, RealmAccess, RealmPart } from './part.ts';

/** The rights over its realm that the service account of a client is to have. */
export interface DesiredRights {
  /** Keycloak's id of the client. */
  readonly clientId: string;
  readonly granted: readonly string[];
  /** Rights that are taken away; others that the account has stay. */
  readonly withdrawn: readonly string[];
}

/** A role with the two members by which Keycloak grants it. */
interface Role {
  readonly id: string;
  readonly name: string;
}

/** The service account, and the client whose roles are the rights over the realm: Keycloak's ids. */
interface Mapping {
  readonly id: string;
  readonly clientUniqueId: string;
}

/** The rights over its realm that a service account has, and all that there are. */
interface ActualRights {
  readonly mapping: Mapping;
  readonly all: readonly Role[];
  readonly granted: readonly Role[];
}

/** A grant or a withdrawal of rights. */
interface RightsChange extends Change {
  readonly kind: 'grant' | 'withdraw';
  readonly mapping: Mapping;
  readonly roles: readonly Role[];
}

/** The client whose roles are the rights over a realm; those over `master` have a client of their own (contract/administration). */
const managementClient = (realm: string): string =>
  realm === 'master' ? 'master-realm' : 'realm-management';

const rolesOf = (roles: readonly Partial<Role>[]): Role[] =>
  roles.flatMap(({ id, name }) => (id === undefined || name === undefined ? [] : [{ id, name }]));

async function readRights(
  { admin, realm, call }: RealmAccess,
  { clientId }: DesiredRights,
): Promise<ActualRights> {
  const account = await call('GET service account', () =>
    admin.clients.getServiceAccountUser({ realm, id: clientId }),
  );
  const [management] = await call('GET clients', () =>
    admin.clients.find({ realm, clientId: managementClient(realm) }),
  );
  const mapping = {
    id: required(account.id, 'the id of a service account'),
    clientUniqueId: required(management?.id, `the id of the client ${managementClient(realm)}`),
  };
  // Keycloak lists as available only what the administrator may grant: a right that is missing there would be passed
  // over, and its grant is to be refused instead (contract/realm-setup).
  const all = await call('GET clients/{id}/roles', () =>
    admin.clients.listRoles({ realm, id: mapping.clientUniqueId }),
  );
  const granted = await call('GET rights', () => admin.users.listClientRoleMappings({ realm, ...mapping }));
  return { mapping, all: rolesOf(all), granted: rolesOf(granted) };
}

function diffRights(desired: DesiredRights, { mapping, all, granted }: ActualRights): RightsChange[] {
  const grantedNames = new Set(granted.map(({ name }) => name));
  const missing = all.filter(({ name }) => desired.granted.includes(name) && !grantedNames.has(name));
  const surplus = granted.filter(({ name }) => desired.withdrawn.includes(name));
  return [
    { outcome: 'changed', kind: 'grant', mapping, roles: missing } as const,
    { outcome: 'changed', kind: 'withdraw', mapping, roles: surplus } as const,
  ].filter(({ roles }) => roles.length > 0);
}

/** Creates the part that is the rights of a service account over its realm. */
export const createRights = (access: RealmAccess): RealmPart<DesiredRights, ActualRights, RightsChange> => ({
  read: (desired) => readRights(access, desired),
  diff: diffRights,
  async apply({ kind, mapping, roles }) {
    const { admin, realm, call } = access;
    const change = { realm, ...mapping, roles: [...roles] };
    await (kind === 'grant'
      ? call('POST rights', () => admin.users.addClientRoleMappings(change))
      : call('DELETE rights', () => admin.users.delClientRoleMappings(change)));
  },
});
