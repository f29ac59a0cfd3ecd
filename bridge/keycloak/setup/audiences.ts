import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { required } from '../port/required.ts';
import type { Change, RealmAccess, RealmPart } from './part.ts';

type Mapper = Awaited<ReturnType<KeycloakAdminClient['clients']['listProtocolMappers']>>[number];

/** The audiences that the access tokens of a client are to have. */
export interface DesiredAudiences {
  /** Keycloak's id of the client. */
  readonly clientId: string;
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
type MapperChange = Change & { readonly clientId: string } & (
    | { readonly kind: 'add'; readonly mapper: DesiredMapper }
    | { readonly kind: 'replace'; readonly mapperId: string; readonly mapper: DesiredMapper }
    | { readonly kind: 'delete'; readonly mapperId: string }
  );

/** The kind of mapper that puts an audience into tokens. */
const AUDIENCE = 'oidc-audience-mapper';

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
  config: { 'included.custom.audience': audience, ...INTO_ACCESS_TOKENS },
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

function isSame({ protocolMapper, config = {} }: Mapper, desired: DesiredMapper): boolean {
  const actual = config as Record<string, string>;
  return (
    protocolMapper === desired.protocolMapper &&
    Object.entries(desired.config).every(([name, value]) => actual[name] === value)
  );
}

/** The changes to `actual`, the mappers that set-up made before. */
function diffMappers({ clientId, audiences }: DesiredAudiences, actual: readonly Mapper[]): MapperChange[] {
  const desired = [...audiences.map(audienceMapper), CLIENT_ID];
  const common = { outcome: actual.length === 0 ? 'created' : 'changed', clientId } as const;
  const toWrite = desired.flatMap((mapper): MapperChange[] => {
    const stored = actual.find(({ name }) => name === mapper.name);
    if (stored?.id === undefined) return [{ ...common, kind: 'add', mapper }];
    return isSame(stored, mapper) ? [] : [{ ...common, kind: 'replace', mapperId: stored.id, mapper }];
  });
  const toDelete = actual
    .filter(({ name }) => !desired.some((mapper) => mapper.name === name))
    .map(({ id }): MapperChange => {
      return { ...common, kind: 'delete', mapperId: required(id, 'the id of a protocol mapper') };
    });
  return [...toWrite, ...toDelete];
}

async function applyMapper({ admin, realm, call }: RealmAccess, change: MapperChange): Promise<void> {
  const client = { realm, id: change.clientId };
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
  async read({ clientId: id }) {
    const { admin, realm, call } = access;
    const mappers = await call('GET protocol-mappers', () =>
      admin.clients.listProtocolMappers({ realm, id }),
    );
    return mappers.filter(isOurs);
  },
  diff: diffMappers,
  apply: (change) => applyMapper(access, change),
});
