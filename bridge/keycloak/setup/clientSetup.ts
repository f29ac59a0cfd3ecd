import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { PublicKeys } from '../auth/bridgeKey.ts';
import type { Caller } from '../adminRest/call.ts';

/** Whether a set-up step found the thing as it should be, changed it, or made it. */
export type Outcome = 'kept' | 'changed' | 'created';

/** A client as set-up describes it; without secret and keys it keeps the way it signs in. */
export interface ClientDescription {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  /** The secret that the client signs in with; a new client without one and without keys gets one from Keycloak. */
  readonly secret?: string | undefined;
  /** The keys that sign the client's assertions, instead of a secret. */
  readonly publicKeys?: PublicKeys | undefined;
}

/** A client after set-up. */
export interface ClientState {
  readonly outcome: Outcome;
  /** Keycloak's id of the client. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether it signs in with a secret. */
  readonly hasSecret: boolean;
}

type Representation = Awaited<ReturnType<KeycloakAdminClient['clients']['find']>>[number];

const attributesOf = ({ attributes = {} }: Representation): Record<string, string> =>
  attributes as Record<string, string>;

/** The client attributes that publish keys; an empty one takes the attribute away. */
function published({ keys }: PublicKeys): Record<string, string> {
  return {
    'use.jwks.string': 'true',
    'jwks.string': JSON.stringify({ keys }),
    'use.jwks.url': 'false',
    'token.endpoint.auth.signing.alg': keys.every(({ alg }) => alg === 'ES256') ? 'ES256' : '',
  };
}

/** How a client is to sign in, as far as set-up is told. */
function signInOf({ secret, publicKeys }: ClientDescription): Representation {
  if (publicKeys !== undefined) {
    return { clientAuthenticatorType: 'client-jwt', attributes: published(publicKeys) };
  }
  return secret === undefined ? {} : { clientAuthenticatorType: 'client-secret', secret };
}

const stateOf = (outcome: Outcome, client: Representation | undefined): ClientState => ({
  outcome,
  id: client?.id ?? '',
  attributes: attributesOf(client ?? {}),
  hasSecret: client?.clientAuthenticatorType === 'client-secret',
});

/** Makes sure of a confidential client with a service account and no way to sign in for people. */
export async function ensureClient(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
  client: ClientDescription,
): Promise<ClientState> {
  const { clientId, name, description } = client;
  const find = async () => (await call('GET clients', () => admin.clients.find({ realm, clientId })))[0];
  const found = await find();
  const signIn = signInOf(client);
  const wanted = { enabled: true, serviceAccountsEnabled: true, publicClient: false, ...signIn };
  if (found?.id === undefined) {
    const ways = { standardFlowEnabled: false, directAccessGrantsEnabled: false };
    await call('POST clients', () =>
      admin.clients.create({
        realm,
        clientId,
        name,
        description,
        protocol: 'openid-connect',
        ...ways,
        ...wanted,
      }),
    );
    return stateOf('created', await find());
  }
  const { id } = found;
  const held = attributesOf(found);
  const { attributes = {}, ...members } = wanted as Representation & Record<string, unknown>;
  const asWanted =
    Object.entries(members).every(([member, value]) => found[member as keyof Representation] === value) &&
    Object.entries(attributes).every(([attribute, value]) => (held[attribute] ?? '') === value);
  if (asWanted) return stateOf('kept', found);
  await call('PUT clients/{id}', () => admin.clients.update({ realm, id }, { clientId, ...wanted }));
  return stateOf('changed', await find());
}

/** Makes sure that a client may ask for a scope, which the realm gets when it has none of this name. */
export async function ensureOptionalScope(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
  id: string,
  { name, description }: { name: string; description: string },
): Promise<Outcome> {
  const find = () => call('GET client-scopes', () => admin.clientScopes.findOneByName({ realm, name }));
  const found = await find();
  if (found === undefined) {
    const attributes = { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' };
    await call('POST client-scopes', () =>
      admin.clientScopes.create({ realm, name, description, protocol: 'openid-connect', attributes }),
    );
  }
  const scope = found ?? (await find());
  const assigned = await Promise.all([
    call('GET optional-client-scopes', () => admin.clients.listOptionalClientScopes({ realm, id })),
    call('GET default-client-scopes', () => admin.clients.listDefaultClientScopes({ realm, id })),
  ]);
  if (assigned.flat().some((one) => one.name === name)) return 'kept';
  await call('PUT optional-client-scopes', () =>
    admin.clients.addOptionalClientScope({ realm, id, clientScopeId: scope?.id ?? '' }),
  );
  return found === undefined ? 'created' : 'changed';
}
