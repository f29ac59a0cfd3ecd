import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { PublicKeys } from '../auth/bridgeKey.ts';
import { MADE_BY_SETUP, type Change, type FieldChange, type RealmAccess, type RealmPart } from './part.ts';

type Representation = Awaited<ReturnType<KeycloakAdminClient['clients']['find']>>[number];

/** A client as set-up describes it; without secret and keys it keeps the way it signs in. */
export interface ClientDescription {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  /** The secret that the client signs in with; a new client without one and without keys gets one from Keycloak. */
  readonly secret?: string | undefined;
  /** The keys that sign the client's assertions, instead of a secret. */
  readonly publicKeys?: PublicKeys | undefined;
  /** Attributes that the client gets when it is created. */
  readonly firstAttributes?: Readonly<Record<string, string>> | undefined;
}

/** A client as Keycloak has it, or as it is going to be. */
export interface ClientState {
  /** Keycloak's id of the client; `undefined` if it is only planned. */
  readonly id: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its other members. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** The creation or the change of a client. */
interface ClientChange extends Change {
  /** Keycloak's id of the client; `undefined` if it is to be created. */
  readonly id: string | undefined;
  readonly representation: Representation;
}

/** The client attributes that publish keys. */
function keyAttributes({ keys }: PublicKeys): Record<string, string> {
  return {
    'use.jwks.string': 'true',
    'jwks.string': JSON.stringify({ keys }),
    'use.jwks.url': 'false',
    // An empty text removes an attribute (contract/clients-as-configuration).
    'token.endpoint.auth.signing.alg': keys.every(({ alg }) => alg === 'ES256') ? 'ES256' : '',
  };
}

/** How a client is to sign in; empty if the description says neither secret nor keys. */
function signInOf({ secret, publicKeys }: ClientDescription): Representation {
  if (publicKeys !== undefined) {
    // From then on Keycloak does not accept the secret of the client (contract/client-assertions).
    return { clientAuthenticatorType: 'client-jwt', attributes: keyAttributes(publicKeys) };
  }
  return secret === undefined ? {} : { clientAuthenticatorType: 'client-secret', secret };
}

/** The members of a client that differ, without the values of its secret. */
function fieldsOf(
  members: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): FieldChange[] {
  return Object.entries(members).flatMap(([field, to]): FieldChange[] => {
    const from = actual[field];
    if ((from ?? '') === to) return [];
    return [field === 'secret' ? { field, isSecret: true } : { field, from, to }];
  });
}

function diffClient(client: ClientDescription, actual: ClientState | undefined): ClientChange[] {
  const { clientId, name, description } = client;
  const object = `client ${clientId}`;
  const members = { enabled: true, serviceAccountsEnabled: true, publicClient: false, ...signInOf(client) };
  if (actual === undefined) {
    const representation = {
      clientId,
      name,
      description,
      protocol: 'openid-connect',
      standardFlowEnabled: false,
      directAccessGrantsEnabled: false,
      ...members,
      attributes: { ...MADE_BY_SETUP, ...client.firstAttributes, ...members.attributes },
    };
    return [{ outcome: 'created', object, id: undefined, representation }];
  }
  const { attributes = {}, ...others } = members;
  const fields = [
    ...fieldsOf(others, actual.members),
    ...fieldsOf(attributes as Record<string, string>, actual.attributes),
  ];
  if (fields.length === 0) return [];
  // Other members and attributes that are left out of a PUT stay as they are (contract/realm-setup).
  return [{ outcome: 'changed', object, fields, id: actual.id, representation: { clientId, ...members } }];
}

/** A client as its description makes it. */
function foreseeClient(client: ClientDescription, actual: ClientState | undefined): ClientState {
  const [change] = diffClient(client, actual);
  const { attributes = {}, ...members } = change?.representation ?? {};
  return {
    id: actual?.id,
    attributes: { ...actual?.attributes, ...(attributes as Record<string, string>) },
    members: { ...actual?.members, ...members },
  };
}

/** Creates the part that is a confidential client with a service account and no way to sign in for people. */
export const createClient = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<ClientDescription, ClientState | undefined, ClientChange> => ({
  // The search by client id is exact, and empty if there is no such client (contract/clients-as-configuration).
  async read({ clientId }) {
    const [client] = await call('GET clients', () => admin.clients.find({ realm, clientId }));
    if (client?.id === undefined) return undefined;
    const { id, attributes = {}, ...members } = client;
    return { id, attributes: attributes as Record<string, string>, members };
  },
  absent: () => undefined,
  diff: diffClient,
  foresee: foreseeClient,
  async apply({ id, representation }) {
    await (id === undefined
      ? call('POST clients', () => admin.clients.create({ realm, ...representation }))
      : call('PUT clients/{id}', () => admin.clients.update({ realm, id }, representation)));
  },
  readsAgain: true,
});
