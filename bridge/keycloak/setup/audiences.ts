import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { required } from '../port/required.ts';
import type { ClientState } from './client.ts';
import type { Change, FieldChange, RealmAccess, RealmPart } from './part.ts';

type Mapper = Awaited<ReturnType<KeycloakAdminClient['clients']['listProtocolMappers']>>[number];

/** The audiences that the access tokens of a client are to have. */
export interface DesiredAudiences {
  readonly client: ClientState;
  readonly audiences: readonly string[];
}

/** A protocol mapper as set-up makes it. */
interface DesiredMapper {
  readonly name: string;
  readonly protocol: string;
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A change of one protocol mapper of a client. */
type MapperChange = Change & { readonly client: ClientState } & (
    | { readonly kind: 'add'; readonly mapper: DesiredMapper }
    | { readonly kind: 'replace'; readonly mapperId: string; readonly mapper: DesiredMapper }
    | { readonly kind: 'delete'; readonly mapperId: string }
  );

/** The kind of mapper that puts an audience into tokens. */
const AUDIENCE = 'oidc-audience-mapper';

/** The member of its configuration that is the audience. */
const AUDIENCE_MEMBER = 'included.custom.audience';

/** The mapper that puts the first audience into tokens; the others are counted from 2. */
const FIRST = 'scim audience';

const nameOf = (i: number): string => (i === 0 ? FIRST : `${FIRST} ${i + 1}`);

/** Where a mapper puts its claim: into access tokens, lightweight ones included (contract/remote-tokens). */
const INTO_ACCESS_TOKENS = {
  'access.token.claim': 'true',
  'id.token.claim': 'false',
  'introspection.token.claim': 'true',
  'lightweight.claim': 'true',
};

const audienceMapper = (audience: string, i: number): DesiredMapper => ({
  name: nameOf(i),
  protocol: 'openid-connect',
  protocolMapper: AUDIENCE,
  config: { [AUDIENCE_MEMBER]: audience, ...INTO_ACCESS_TOKENS },
});

/**
 * The mapper that puts `client_id` into the client's own tokens. Keycloak's own mapper leaves lightweight tokens out.
 * The session of a person has no such note, so the tokens of people have no such claim (contract/remote-tokens).
 */
const CLIENT_ID: DesiredMapper = {
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

const mappersOf = ({ members }: ClientState): Mapper[] =>
  ((members.protocolMappers ?? []) as readonly Mapper[]).filter(isOurs);

/** The members of a mapper that differ from the stored one; for a new mapper its audience alone. */
function fieldsOf({ protocolMapper, config }: DesiredMapper, stored: Mapper | undefined): FieldChange[] {
  const { [AUDIENCE_MEMBER]: audience } = config;
  if (stored === undefined) return audience === undefined ? [] : [{ field: 'audience', to: audience }];
  const actual: Readonly<Record<string, unknown>> = {
    ...stored.config,
    protocolMapper: stored.protocolMapper,
  };
  return Object.entries({ ...config, protocolMapper }).flatMap(([field, to]) => {
    const from = actual[field];
    return from === to ? [] : [{ field: field === AUDIENCE_MEMBER ? 'audience' : field, from, to }];
  });
}

/** The changes to `actual`, the mappers that set-up made before. */
function diffMappers({ client, audiences }: DesiredAudiences, actual: readonly Mapper[]): MapperChange[] {
  const desired = [...audiences.map(audienceMapper), CLIENT_ID];
  const common = (name = '') => ({
    object: `protocol mapper "${name}" of client ${String(client.members.clientId)}`,
    client,
  });
  const toWrite = desired.flatMap((mapper): MapperChange[] => {
    const stored = actual.find(({ name }) => name === mapper.name);
    const fields = fieldsOf(mapper, stored);
    if (stored?.id === undefined)
      return [{ outcome: 'created', ...common(mapper.name), fields, kind: 'add', mapper }];
    return fields.length === 0
      ? []
      : [
          {
            outcome: 'changed',
            ...common(mapper.name),
            fields,
            kind: 'replace',
            mapperId: stored.id,
            mapper,
          },
        ];
  });
  const toDelete = actual
    .filter(({ name }) => !desired.some((mapper) => mapper.name === name))
    .map(({ id, name }): MapperChange => {
      const mapperId = required(id, 'the id of a protocol mapper');
      return { outcome: 'removed', ...common(name), kind: 'delete', mapperId };
    });
  return [...toWrite, ...toDelete];
}

async function applyMapper({ admin, realm, call }: RealmAccess, change: MapperChange): Promise<void> {
  const client = { realm, id: required(change.client.id, 'the id of a client') };
  switch (change.kind) {
    case 'add': {
      const { mapper } = change;
      await call('POST protocol-mappers', () => admin.clients.addProtocolMapper(client, mapper));
      return;
    }
    case 'replace': {
      const { mapperId, mapper } = change;
      await call('PUT protocol-mappers/{id}', () =>
        admin.clients.updateProtocolMapper({ ...client, mapperId }, { id: mapperId, ...mapper }),
      );
      return;
    }
    case 'delete': {
      const { mapperId } = change;
      await call('DELETE protocol-mappers/{id}', () =>
        admin.clients.delProtocolMapper({ ...client, mapperId }),
      );
    }
  }
}

/** Creates the part that is the mappers for audiences and `client_id` in the access tokens of a client. */
export const createAudiences = (
  access: RealmAccess,
): RealmPart<DesiredAudiences, readonly Mapper[], MapperChange> => ({
  // They came with the client, so reading costs no call.
  read: ({ client }) => Promise.resolve(mappersOf(client)),
  absent: ({ client }) => mappersOf(client),
  diff: diffMappers,
  apply: (change) => applyMapper(access, change),
});
