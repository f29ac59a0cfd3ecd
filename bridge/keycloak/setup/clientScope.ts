import type { Change, RealmAccess, RealmPart } from './part.ts';

/** A client scope as set-up describes it. */
export interface ScopeDescription {
  readonly name: string;
  readonly description: string;
}

/** The creation of a client scope. */
interface ScopeChange extends Change, ScopeDescription {}

/** Creates the part that is a client scope of the realm; its actual state is Keycloak's id of the scope. */
export const createClientScope = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<ScopeDescription, string | undefined, ScopeChange> => ({
  async read({ name }) {
    return (await call('GET client-scopes', () => admin.clientScopes.findOneByName({ realm, name })))?.id;
  },
  diff: (scope, id) => (id === undefined ? [{ outcome: 'created', ...scope }] : []),
  async apply({ name, description }) {
    const attributes = { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' };
    await call('POST client-scopes', () =>
      admin.clientScopes.create({ realm, name, description, protocol: 'openid-connect', attributes }),
    );
  },
  readsAgain: true,
});

/** A client scope that a client may ask for. */
export interface OptionalScope {
  /** Keycloak's id of the client. */
  readonly clientId: string;
  readonly scopeId: string;
  readonly scopeName: string;
}

/** The assignment of a client scope to a client. */
interface OptionalScopeChange extends Change, OptionalScope {}

/** Creates the part that is an optional scope of a client; its actual state is the names of all scopes of the client. */
export const createOptionalScope = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<OptionalScope, readonly (string | undefined)[], OptionalScopeChange> => ({
  async read({ clientId: id }) {
    const scopes = await Promise.all([
      call('GET optional-client-scopes', () => admin.clients.listOptionalClientScopes({ realm, id })),
      call('GET default-client-scopes', () => admin.clients.listDefaultClientScopes({ realm, id })),
    ]);
    return scopes.flat().map(({ name }) => name);
  },
  diff: (desired, names) => (names.includes(desired.scopeName) ? [] : [{ outcome: 'changed', ...desired }]),
  async apply({ clientId: id, scopeId: clientScopeId }) {
    await call('PUT optional-client-scopes', () =>
      admin.clients.addOptionalClientScope({ realm, id, clientScopeId }),
    );
  },
});
