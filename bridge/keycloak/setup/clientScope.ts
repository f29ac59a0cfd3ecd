import { required } from '../port/required.ts';
import type { ClientState } from './client.ts';
import { MADE_BY_SETUP, type Change, type RealmAccess, type RealmPart } from './part.ts';

/** A client scope as set-up describes it. */
export interface ScopeDescription {
  readonly name: string;
  readonly description: string;
}

/** The creation of a client scope. */
interface ScopeChange extends Change, ScopeDescription {}

/** Keycloak's ids of the client scopes of a realm, by their names; `undefined` for a scope that is only planned. */
export type ScopeIds = ReadonlyMap<string, string | undefined>;

/** Creates the part that is a client scope of the realm; its actual state is all client scopes that the realm has. */
export const createClientScope = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<ScopeDescription, ScopeIds, ScopeChange> => ({
  async read() {
    const scopes = await call('GET client-scopes', () => admin.clientScopes.find({ realm }));
    return new Map(scopes.map(({ name = '', id }) => [name, required(id, 'the id of a client scope')]));
  },
  absent: () => new Map(),
  diff: (scope, ids) =>
    ids.has(scope.name) ? [] : [{ outcome: 'created', object: `client scope ${scope.name}`, ...scope }],
  foresee: ({ name }, ids) => new Map([...ids, [name, undefined]]),
  async apply({ name, description }) {
    const attributes = {
      'include.in.token.scope': 'true',
      'display.on.consent.screen': 'false',
      ...MADE_BY_SETUP,
    };
    await call('POST client-scopes', () =>
      admin.clientScopes.create({ realm, name, description, protocol: 'openid-connect', attributes }),
    );
  },
  readsAgain: true,
});

/** A client scope that a client is to have. */
export interface ScopeAssignment {
  readonly client: ClientState;
  /** Keycloak's id of the scope; `undefined` if it is only planned. */
  readonly scopeId: string | undefined;
  readonly scopeName: string;
  /** Whether each token of the client has the scope, or only one that is asked for with it. */
  readonly kind: 'default' | 'optional';
}

/** The assignment of a client scope to a client. */
interface AssignmentChange extends Change, ScopeAssignment {}

/** The members of a client that name its scopes. */
const SCOPE_MEMBERS = ['defaultClientScopes', 'optionalClientScopes'] as const;

/** The names of the scopes that a client has. */
const scopeNames = ({ members }: ClientState): unknown[] =>
  SCOPE_MEMBERS.flatMap((member) => (members[member] ?? []) as readonly unknown[]);

/** Creates the part that is a scope of a client; its actual state is the names of all its scopes, which came with the client. */
export const createScopeAssignment = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<ScopeAssignment, readonly unknown[], AssignmentChange> => ({
  read: ({ client }) => Promise.resolve(scopeNames(client)),
  absent: () => [],
  diff(desired, names) {
    const { client, scopeName, kind } = desired;
    if (names.includes(scopeName)) return [];
    const object = `client ${String(client.members.clientId)}`;
    const fields = [{ field: `${kind} client scope`, to: scopeName }];
    return [{ outcome: 'changed', object, fields, ...desired }];
  },
  async apply({ client, scopeId, scopeName, kind }) {
    const assigned = {
      realm,
      id: required(client.id, 'the id of a client'),
      clientScopeId: required(scopeId, `the id of the client scope ${scopeName}`),
    };
    await call(`PUT ${kind}-client-scopes`, () =>
      kind === 'default'
        ? admin.clients.addDefaultClientScope(assigned)
        : admin.clients.addOptionalClientScope(assigned),
    );
  },
});
