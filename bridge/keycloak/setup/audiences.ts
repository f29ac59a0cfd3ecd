import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../adminRest/call.ts';
import type { Outcome } from './clientSetup.ts';

type Mapper = Awaited<ReturnType<KeycloakAdminClient['clients']['listProtocolMappers']>>[number];

/** The kind of mapper that puts an audience into tokens. */
const AUDIENCE = 'oidc-audience-mapper';

/** The mapper that puts the first audience into tokens; the others are counted from 2. */
const FIRST = 'scim audience';

const nameOf = (i: number): string => (i === 0 ? FIRST : `${FIRST} ${i + 1}`);

/** Where a mapper puts its claim: into access tokens, lightweight ones included. */
const INTO_ACCESS_TOKENS = {
  'access.token.claim': 'true',
  'id.token.claim': 'false',
  'introspection.token.claim': 'true',
  'lightweight.claim': 'true',
};

/** A mapper as set-up makes it. */
interface WantedMapper {
  readonly name: string;
  readonly protocol: string;
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

const audienceMapper = (audience: string, i: number): WantedMapper => ({
  name: nameOf(i),
  protocol: 'openid-connect',
  protocolMapper: AUDIENCE,
  config: { 'included.custom.audience': audience, ...INTO_ACCESS_TOKENS },
});

/**
 * The mapper that says of a client's own token whose it is, as Keycloak's own does, which leaves lightweight tokens out.
 * A person's session has no such note, and so a person's token no such claim.
 */
const CLIENT_ID: WantedMapper = {
  name: 'scim client id',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-usersessionmodel-note-mapper',
  config: {
    'user.session.note': 'client_id',
    'claim.name': 'client_id',
    'jsonType.label': 'String',
    ...INTO_ACCESS_TOKENS,
  },
};

const isOurs = ({ name = '', protocolMapper }: Mapper): boolean =>
  name === FIRST ||
  name === CLIENT_ID.name ||
  (protocolMapper === AUDIENCE && /^scim audience ([2-9]|[1-9]\d+)$/.test(name));

function isAsWanted({ protocolMapper, config = {} }: Mapper, wanted: WantedMapper): boolean {
  const held = config as Record<string, string>;
  return (
    protocolMapper === wanted.protocolMapper &&
    Object.entries(wanted.config).every(([name, value]) => held[name] === value)
  );
}

/** Puts audiences and the client's id into the access tokens of a client, one mapper each; superfluous ones of ours go. */
export async function ensureAudiences(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
  id: string,
  audiences: readonly string[],
): Promise<Outcome> {
  const mappers = await call('GET protocol-mappers', () => admin.clients.listProtocolMappers({ realm, id }));
  const ours = mappers.filter(isOurs);
  const wanted = [...audiences.map(audienceMapper), CLIENT_ID];
  let outcome: Outcome = 'kept';
  for (const mapper of wanted) {
    const held = ours.find(({ name }) => name === mapper.name);
    const mapperId = held?.id;
    if (held === undefined || mapperId === undefined) {
      await call('POST protocol-mappers', () => admin.clients.addProtocolMapper({ realm, id }, mapper));
      outcome = ours.length === 0 ? 'created' : 'changed';
    } else if (!isAsWanted(held, mapper)) {
      await call('PUT protocol-mappers/{id}', () =>
        admin.clients.updateProtocolMapper({ realm, id, mapperId }, { id: mapperId, ...mapper }),
      );
      outcome = 'changed';
    }
  }
  for (const { id: mapperId = '', name } of ours) {
    if (wanted.some((mapper) => mapper.name === name)) continue;
    await call('DELETE protocol-mappers/{id}', () =>
      admin.clients.delProtocolMapper({ realm, id, mapperId }),
    );
    outcome = 'changed';
  }
  return outcome;
}
