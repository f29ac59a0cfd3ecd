import { isDeepStrictEqual } from 'node:util';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { managementClient } from '../adminRest/managementClient.ts';
import { ADMIN_API_SCOPE } from '../port/adminApiScope.ts';
import { required } from '../port/required.ts';
import { MADE_BY_SETUP, type Change, type FieldChange, type RealmAccess, type RealmPart } from './part.ts';

type Representation = Awaited<ReturnType<KeycloakAdminClient['clients']['find']>>[number];
type Mapper = NonNullable<Representation['protocolMappers']>[number];

/** The client with which people sign in to a console of their own, in the browser. */
export interface ConsoleDescription {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  /** Whether the realm is to have it; otherwise it is removed if set-up has made it. */
  readonly isPresent: boolean;
  /** Where the console is, with a slash at its end. */
  readonly url: string;
  /** The rights over the realm that its access tokens may have; by default all that the account has. */
  readonly rights?: readonly string[] | undefined;
}

/** The client as Keycloak has it. */
interface ActualConsole {
  /** `undefined` if there is none. */
  readonly client: Representation | undefined;
  /** The rights that its access tokens may have. */
  readonly rights: readonly string[];
  /** Whether Keycloak has the scope without which its admin API refuses tokens. */
  readonly hasAdminApiScope: boolean;
}

/** The creation, the change or the removal of the client. */
interface ConsoleChange extends Change {
  /** Keycloak's id of the client; `undefined` if it is to be created. */
  readonly id: string | undefined;
  readonly representation: Representation;
  /** Mappers to add, or to replace if they have an id. */
  readonly mappers: readonly Mapper[];
  /** The rights that its access tokens are allowed besides. */
  readonly rights: readonly string[];
  readonly needsAdminApiScope: boolean;
}

/** A mapper whose claim lightweight access tokens have too. */
const claim = (name: string, protocolMapper: string, config: Readonly<Record<string, string>>): Mapper => ({
  ...{ name, protocolMapper, protocol: 'openid-connect' },
  config: { 'access.token.claim': 'true', 'lightweight.claim': 'true', ...config },
});

/** The mappers by which access tokens name the person, who is named in the audit. */
const MAPPERS: readonly Mapper[] = [
  claim('scim subject', 'oidc-sub-mapper', {}),
  claim('scim user name', 'oidc-usermodel-attribute-mapper', {
    'user.attribute': 'username',
    'claim.name': 'preferred_username',
    'jsonType.label': 'String',
  }),
];

const ATTRIBUTES: Readonly<Record<string, string>> = {
  'pkce.code.challenge.method': 'S256',
  // The token of somebody with rights over many realms would be too long for a header otherwise.
  'client.use.lightweight.access.token.enabled': 'true',
  'post.logout.redirect.uris': '+',
};

const membersOf = ({ url, rights }: ConsoleDescription): Representation => ({
  ...{ enabled: true, publicClient: true, standardFlowEnabled: true, implicitFlowEnabled: false },
  ...{ directAccessGrantsEnabled: false, serviceAccountsEnabled: false },
  fullScopeAllowed: rights === undefined,
  baseUrl: url,
  redirectUris: [`${url}*`],
  webOrigins: ['+'],
});

const differing = (
  desired: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): FieldChange[] =>
  Object.entries(desired).flatMap(([field, to]) => {
    const from = actual[field];
    return isDeepStrictEqual(from, to) ? [] : [{ field, from, to }];
  });

/** The mappers that are missing, or have another configuration; those have an id. */
const mappersToWrite = ({ protocolMappers = [] }: Representation): Mapper[] =>
  MAPPERS.flatMap((mapper) => {
    const stored = protocolMappers.find(({ name }) => name === mapper.name);
    const isSame =
      stored?.protocolMapper === mapper.protocolMapper &&
      differing({ ...mapper.config }, { ...stored?.config }).length === 0;
    if (isSame) return [];
    return [stored?.id === undefined ? mapper : { ...mapper, id: stored.id }];
  });

const isMadeBySetup = ({ attributes = {} }: Representation): boolean =>
  differing(MADE_BY_SETUP, attributes as Record<string, unknown>).length === 0;

function diffConsole(desired: ConsoleDescription, actual: ActualConsole): ConsoleChange[] {
  const { clientId, name, description, rights: allowed = [] } = desired;
  const { client, hasAdminApiScope } = actual;
  const object = `client ${clientId}`;
  const nothing = { representation: {}, mappers: [], rights: [], needsAdminApiScope: false };
  if (!desired.isPresent) {
    const isRemoved = client !== undefined && isMadeBySetup(client);
    return isRemoved ? [{ outcome: 'removed', object, id: client.id, ...nothing }] : [];
  }
  const members = membersOf(desired);
  if (client === undefined) {
    const representation = {
      ...{ clientId, name, description, protocol: 'openid-connect', ...members },
      attributes: { ...ATTRIBUTES, ...MADE_BY_SETUP },
      protocolMappers: [...MAPPERS],
    };
    const fields = [{ field: 'baseUrl', to: desired.url }];
    const common = { mappers: [], rights: allowed, needsAdminApiScope: hasAdminApiScope };
    return [{ outcome: 'created', object, fields, id: undefined, representation, ...common }];
  }
  const mappers = mappersToWrite(client);
  const rights = allowed.filter((right) => !actual.rights.includes(right));
  const scopes = [...(client.defaultClientScopes ?? []), ...(client.optionalClientScopes ?? [])];
  const needsAdminApiScope = hasAdminApiScope && !scopes.includes(ADMIN_API_SCOPE);
  const ofClient = [
    ...differing({ ...members }, { ...client }),
    ...differing(ATTRIBUTES, (client.attributes ?? {}) as Record<string, unknown>),
  ];
  const fields = [
    ...ofClient,
    ...mappers.map(({ name: to }) => ({ field: 'protocol mapper', to })),
    ...rights.map((to) => ({ field: 'right', to })),
    ...(needsAdminApiScope ? [{ field: 'default client scope', to: ADMIN_API_SCOPE }] : []),
  ];
  if (fields.length === 0) return [];
  // Other members and attributes that are left out of a PUT stay as they are (contract/realm-setup).
  const representation = ofClient.length === 0 ? {} : { clientId, ...members, attributes: { ...ATTRIBUTES } };
  const { id } = client;
  return [{ outcome: 'changed', object, fields, id, representation, mappers, rights, needsAdminApiScope }];
}

/** Creates the part that is the client with which people sign in to the console. */
export function createConsoleClient({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<ConsoleDescription, ActualConsole, ConsoleChange> {
  /** Keycloak's id of the client whose roles are the rights over the realm. */
  async function managementId(): Promise<string> {
    const clientId = managementClient(realm);
    const [client] = await call('GET clients', () => admin.clients.find({ realm, clientId }));
    return required(client?.id, `the id of the client ${clientId}`);
  }

  const readScopes = () => call('GET client-scopes', () => admin.clientScopes.find({ realm }));

  async function allowRights(id: string, rights: readonly string[]): Promise<void> {
    if (rights.length === 0) return;
    const client = await managementId();
    const all = await call('GET clients/{id}/roles', () => admin.clients.listRoles({ realm, id: client }));
    const roles = all.filter(({ name = '' }) => rights.includes(name));
    await call('POST clients/{id}/scope-mappings', () =>
      admin.clients.addClientScopeMappings({ realm, id, client }, roles),
    );
  }

  async function assignAdminApiScope(id: string): Promise<void> {
    const scope = (await readScopes()).find(({ name }) => name === ADMIN_API_SCOPE);
    const clientScopeId = required(scope?.id, `the id of the client scope ${ADMIN_API_SCOPE}`);
    await call('PUT default-client-scopes', () =>
      admin.clients.addDefaultClientScope({ realm, id, clientScopeId }),
    );
  }

  async function writeMapper(id: string, mapper: Mapper): Promise<void> {
    const { id: mapperId } = mapper;
    await (mapperId === undefined
      ? call('POST protocol-mappers', () => admin.clients.addProtocolMapper({ realm, id }, mapper))
      : call('PUT protocol-mappers/{id}', () =>
          admin.clients.updateProtocolMapper({ realm, id, mapperId }, mapper),
        ));
  }

  return {
    async read({ clientId, rights }) {
      const [client] = await call('GET clients', () => admin.clients.find({ realm, clientId }));
      const hasAdminApiScope = (await readScopes()).some(({ name }) => name === ADMIN_API_SCOPE);
      const { id } = client ?? {};
      if (id === undefined || rights === undefined) return { client, rights: [], hasAdminApiScope };
      const management = { realm, id, client: await managementId() };
      const roles = await call('GET clients/{id}/scope-mappings', () =>
        admin.clients.listClientScopeMappings(management),
      );
      return { client, rights: roles.map(({ name = '' }) => name), hasAdminApiScope };
    },
    absent: () => ({ client: undefined, rights: [], hasAdminApiScope: false }),
    diff: diffConsole,
    async apply({ outcome, id: knownId, representation, mappers, rights, needsAdminApiScope }) {
      if (outcome === 'removed') {
        await call('DELETE clients/{id}', () =>
          admin.clients.del({ realm, id: required(knownId, 'the id of a client') }),
        );
        return;
      }
      const id =
        knownId ?? (await call('POST clients', () => admin.clients.create({ realm, ...representation }))).id;
      if (knownId !== undefined && Object.keys(representation).length > 0)
        await call('PUT clients/{id}', () => admin.clients.update({ realm, id }, representation));
      for (const mapper of mappers) await writeMapper(id, mapper);
      await allowRights(id, rights);
      if (needsAdminApiScope) await assignAdminApiScope(id);
    },
  };
}
