import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { Outcome } from './setupClient.ts';

type Mapper = Awaited<ReturnType<KeycloakAdminClient['clients']['listProtocolMappers']>>[number];

/** The kind of mapper that puts an audience into tokens. */
const KIND = 'oidc-audience-mapper';

/** The mapper that puts the first audience into tokens; the others are counted from 2. */
const FIRST = 'scim audience';

const nameOf = (i: number): string => (i === 0 ? FIRST : `${FIRST} ${i + 1}`);

const isOurs = ({ name = '', protocolMapper }: Mapper): boolean =>
  name === FIRST || (protocolMapper === KIND && /^scim audience ([2-9]|[1-9]\d+)$/.test(name));

/** A mapper that puts an audience into access tokens, lightweight ones included. */
const mapperFor = (audience: string, i: number) => ({
  name: nameOf(i),
  protocol: 'openid-connect',
  protocolMapper: KIND,
  config: {
    'included.custom.audience': audience,
    'access.token.claim': 'true',
    'id.token.claim': 'false',
    'introspection.token.claim': 'true',
    'lightweight.claim': 'true',
  },
});

function isAsWanted({ protocolMapper, config = {} }: Mapper, wanted: ReturnType<typeof mapperFor>): boolean {
  const held = config as Record<string, string>;
  return (
    protocolMapper === KIND && Object.entries(wanted.config).every(([name, value]) => held[name] === value)
  );
}

/** Puts audiences into the access tokens of a client, one mapper each; superfluous ones of ours go. */
export async function ensureAudiences(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
  id: string,
  audiences: readonly string[],
): Promise<Outcome> {
  const mappers = await call('GET protocol-mappers', () => admin.clients.listProtocolMappers({ realm, id }));
  const ours = mappers.filter(isOurs);
  const wanted = audiences.map(mapperFor);
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
