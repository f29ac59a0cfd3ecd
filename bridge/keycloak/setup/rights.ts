import { managementClient } from '../adminRest/managementClient.ts';
import { required } from '../port/required.ts';
import type { ClientState } from './client.ts';
import type { Change, RealmAccess, RealmPart } from './part.ts';

/** The rights over its realm that the service account of a client is to have. */
export interface DesiredRights {
  readonly client: ClientState;
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

/** The rights over its realm that a service account has; `mapping` is `undefined` for an account that is only planned. */
interface ActualRights {
  readonly mapping: Mapping | undefined;
  readonly granted: readonly Role[];
}

/** A grant or a withdrawal of rights. */
interface RightsChange extends Change {
  readonly kind: 'grant' | 'withdraw';
  readonly mapping: Mapping | undefined;
  readonly roles: readonly string[];
}

const rolesOf = (roles: readonly Partial<Role>[]): Role[] =>
  roles.flatMap(({ id, name }) => (id === undefined || name === undefined ? [] : [{ id, name }]));

const NOTHING_GRANTED: ActualRights = { mapping: undefined, granted: [] };

async function readRights(
  { admin, realm, call }: RealmAccess,
  { client }: DesiredRights,
): Promise<ActualRights> {
  const { id: clientId } = client;
  if (clientId === undefined) return NOTHING_GRANTED;
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
  const granted = await call('GET rights', () => admin.users.listClientRoleMappings({ realm, ...mapping }));
  return { mapping, granted: rolesOf(granted) };
}

function diffRights(desired: DesiredRights, { mapping, granted }: ActualRights): RightsChange[] {
  const object = `rights of client ${String(desired.client.members.clientId)}`;
  const grantedNames = granted.map(({ name }) => name);
  const missing = desired.granted.filter((name) => !grantedNames.includes(name));
  const surplus = grantedNames.filter((name) => desired.withdrawn.includes(name));
  const common = { outcome: 'changed', object, mapping } as const;
  const changes: RightsChange[] = [
    { ...common, kind: 'grant', roles: missing, fields: missing.map((to) => ({ field: 'right', to })) },
    {
      ...common,
      kind: 'withdraw',
      roles: surplus,
      fields: surplus.map((from) => ({ field: 'right', from })),
    },
  ];
  return changes.filter(({ roles }) => roles.length > 0);
}

async function applyRights({ admin, realm, call }: RealmAccess, change: RightsChange): Promise<void> {
  const mapping = required(change.mapping, 'the service account of a client');
  // Keycloak lists as available only what the administrator may grant: a right that is missing there would be passed
  // over, and its grant is to be refused instead (contract/realm-setup).
  const all = await call('GET clients/{id}/roles', () =>
    admin.clients.listRoles({ realm, id: mapping.clientUniqueId }),
  );
  const roles = rolesOf(all).filter(({ name }) => change.roles.includes(name));
  await (change.kind === 'grant'
    ? call('POST rights', () => admin.users.addClientRoleMappings({ realm, ...mapping, roles }))
    : call('DELETE rights', () => admin.users.delClientRoleMappings({ realm, ...mapping, roles })));
}

/** Creates the part that is the rights of a service account over its realm. */
export const createRights = (access: RealmAccess): RealmPart<DesiredRights, ActualRights, RightsChange> => ({
  read: (desired) => readRights(access, desired),
  absent: () => NOTHING_GRANTED,
  diff: diffRights,
  apply: (change) => applyRights(access, change),
});
