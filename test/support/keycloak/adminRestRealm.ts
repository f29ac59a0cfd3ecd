import type UserRepresentation from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
import { administratorToken } from './administrator.ts';
import { freshRealmName, removeRealms, testKeycloak } from './keycloak.ts';
import { newRealm } from './newRealm.ts';
import { send } from '../scim/send.ts';

/** An answer of Keycloak as it is: status, parsed body (text where it is no JSON, `undefined` where empty). */
export interface BareAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** The `Location` header, where there is one. */
  readonly location?: string;
}

/** A realm reached by plain HTTP, without the bridge and the admin client, so that tests see Keycloak's own answers. */
export interface BareRealm {
  readonly name: string;
  /** Sends a request to the realm's Admin REST API, as administrator of `master` unless another token is given. */
  admin(method: string, path: string, body?: unknown, token?: string): Promise<BareAnswer>;
  /** Asks the realm's token endpoint; `basic` is client id and secret. */
  token(form: Readonly<Record<string, string>>, basic?: readonly [string, string]): Promise<BareAnswer>;
  /** Writes the account of the person who holds the token, as Keycloak's account console does. */
  account(token: string, account: unknown): Promise<BareAnswer>;
  /** Creates a user, by default enabled and with a unique name, and gives its id. */
  createUser(user?: UserRepresentation): Promise<string>;
  /** The user with this id, who must exist. */
  user(id: string): Promise<UserRepresentation>;
  /** The user names that a search answers with, in its order. */
  find(query: Readonly<Record<string, string>>): Promise<string[]>;
  /** A confidential client with a service account that holds these rights over the realm; gives its access token. */
  serviceAccount(clientId: string, rights: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Secret of every client that {@link BareRealm.serviceAccount} makes. */
const SECRET = 'secret-of-a-bare-client';

async function ask(...request: Parameters<typeof send>): Promise<BareAnswer> {
  const { status, headers, body } = await send(...request);
  const location = headers.get('location');
  return {
    status,
    ...(body === undefined ? {} : { body: body as unknown }),
    ...(location === null ? {} : { location }),
  };
}

function sendForm(
  realm: string,
  form: Readonly<Record<string, string>>,
  basic?: readonly [string, string],
): Promise<BareAnswer> {
  const credentials = basic?.map(encodeURIComponent).join(':');
  return ask('POST', `${testKeycloak().url}/realms/${realm}/protocol/openid-connect/token`, {
    body: new URLSearchParams(form),
    headers:
      credentials === undefined
        ? {}
        : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  });
}

const accessToken = ({ body }: BareAnswer): string => (body as { access_token: string }).access_token;

function expectStatus(answer: BareAnswer, status: number, what: string): BareAnswer {
  if (answer.status === status) return answer;
  throw new Error(`${what}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
}

/** Sends a request to Admin REST; `path` follows `/admin/realms`, and a token takes the administrator's place. */
export type Send = (method: string, path: string, body?: unknown, token?: string) => Promise<BareAnswer>;

/** Speaks to Admin REST as the administrator of `master`, signing in anew before the token ends. */
export function administrator(): Send {
  const { url } = testKeycloak();
  const ownToken = administratorToken();
  return async (method, path, body, token) =>
    ask(method, `${url}/admin/realms${path}`, {
      body,
      headers: {
        Authorization: `Bearer ${token ?? (await ownToken())}`,
        'Content-Type': 'application/json',
      },
    });
}

/** How a realm is created: Keycloak's realm settings, and whether undeclared user attributes are kept. */
export interface BareRealmOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Sets `unmanagedAttributePolicy` to `ADMIN_EDIT`, as `realm-config enable` does; true by default. */
  readonly keepsAttributes?: boolean;
}

/** Makes a fresh realm; remove it in `afterAll`. */
export async function createBareRealm(options: BareRealmOptions = {}): Promise<BareRealm> {
  const { settings = {}, keepsAttributes = true } = options;
  const name = freshRealmName();
  const master = administrator();
  const admin: BareRealm['admin'] = (method, path, body, token) =>
    master(method, `/${name}${path}`, body, token);
  let userCount = 0;

  expectStatus(await master('POST', '', await newRealm(name, settings)), 201, 'create realm');
  if (keepsAttributes) {
    const { body } = await admin('GET', '/users/profile');
    const profile = { ...(body as object), unmanagedAttributePolicy: 'ADMIN_EDIT' };
    expectStatus(await admin('PUT', '/users/profile', profile), 200, 'set user profile');
  }

  async function firstId(path: string): Promise<string> {
    const [representation] = (await admin('GET', path)).body as { id: string }[];
    return representation?.id ?? '';
  }

  return {
    name,
    admin,
    token: (form, basic) => sendForm(name, form, basic),
    account: (token, account) =>
      ask('POST', `${testKeycloak().url}/realms/${name}/account/`, {
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: 'application/json',
          'Content-Type': 'application/json',
        },
        body: account,
      }),
    async createUser(user = {}) {
      userCount += 1;
      const body = { username: `user-${userCount}`, enabled: true, ...user };
      const { location } = expectStatus(await admin('POST', '/users', body), 201, 'create user');
      return location?.split('/').pop() ?? '';
    },
    async user(id) {
      const answer = await admin('GET', `/users/${encodeURIComponent(id)}`);
      return expectStatus(answer, 200, 'get user').body as UserRepresentation;
    },
    async find(query) {
      const answer = await admin('GET', `/users?${new URLSearchParams(query).toString()}`);
      const users = expectStatus(answer, 200, 'find users').body as UserRepresentation[];
      return users.map(({ username = '' }) => username);
    },
    async serviceAccount(clientId, rights) {
      const client = { clientId, publicClient: false, serviceAccountsEnabled: true, secret: SECRET };
      expectStatus(await admin('POST', '/clients', client), 201, 'create client');
      const account = (
        await admin('GET', `/clients/${await firstId(`/clients?clientId=${clientId}`)}/service-account-user`)
      ).body as { id: string };
      const management = await firstId('/clients?clientId=realm-management');
      const roles = await Promise.all(
        rights.map(async (right) => (await admin('GET', `/clients/${management}/roles/${right}`)).body),
      );
      const path = `/users/${account.id}/role-mappings/clients/${management}`;
      expectStatus(await admin('POST', path, roles), 204, 'grant rights');
      return accessToken(await sendForm(name, { grant_type: 'client_credentials' }, [clientId, SECRET]));
    },
    remove: () => removeRealms(name),
  };
}
