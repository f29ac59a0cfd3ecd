import { required } from '../port/required.ts';
import type { ClientState } from './client.ts';
import type { Change, RealmAccess, RealmPart } from './part.ts';

/** A client scope as set-up describes it. */
export interface ScopeDescription {
  readonly name: string;
  readonly description: string;
}

/** The creation of a client scope. */
interface ScopeChange extends Change, ScopeDescription {}

/** Keycloak's ids of the client scopes of a realm, by their names. */
export type ScopeIds = ReadonlyMap<string, string>;

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
  diff: (scope, ids) => (ids.has(scope.name) ? [] : [{ outcome: 'created', ...scope }]),
  async apply({ name, description }) {
    const attributes = { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' };
    await call('POST client-scopes', () =>
      admin.clientScopes.create({ realm, name, description, protocol: 'openid-connect', attributes }),
    );
  },
  readsAgain: true,
});

/** A client scope that a client is to have. */
export interface ScopeAssignment {
  readonly client: ClientState;
  readonly scopeId: string;
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
  diff: (desired, names) => (names.includes(desired.scopeName) ? [] : [{ outcome: 'changed', ...desired }]),
  async apply({ client: { id }, scopeId: clientScopeId, kind }) {
    const assigned = { realm, id, clientScopeId };
    await call(`PUT ${kind}-client-scopes`, () =>
      kind === 'default'
        ? admin.clients.addDefaultClientScope(assigned)
        : admin.clients.addOptionalClientScope(assigned),
    );
  },
});
