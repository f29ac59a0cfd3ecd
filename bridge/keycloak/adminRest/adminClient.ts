import KeycloakAdminClient, { NetworkError } from '@keycloak/keycloak-admin-client';
import type { AdminAnswer, AdminPool, AdminRequest } from './adminPool.ts';

/** The realm that an admin client works on, and how it reaches Keycloak. */
export interface AdminClientOptions {
  /** Base URL of Keycloak, without a trailing slash. */
  readonly url: string;
  readonly realm: string;
  readonly timeoutMs: number;
  readonly account: { getAccessToken(): Promise<string> };
  readonly pool: AdminPool;
}

/** The parameters of a query; those that are undefined or empty are left out, as the admin client does it. */
type Parameters = Readonly<Record<string, unknown>>;

function queryOf(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (
      typeof value === 'boolean' ||
      typeof value === 'number' ||
      (typeof value === 'string' && value !== '')
    ) {
      query.append(name, String(value));
    }
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Throws the error of the admin client if an answer says that the request failed. */
function checkStatus({ status, text }: AdminAnswer): void {
  if (status >= 200 && status <= 299) return;
  throw new NetworkError('Network response was not OK.', {
    response: new Response(null, { status }),
    responseData: parsed(text),
  });
}

/** Creates the requests to Admin REST of a realm; paths are relative to the realm. */
function createRequests({ url, realm, account, pool }: AdminClientOptions) {
  const { pathname } = new URL(url);
  const base = `${pathname === '/' ? '' : pathname}/admin/realms/${encodeURIComponent(realm)}`;

  async function request(method: AdminRequest['method'], path: string, body?: object): Promise<AdminAnswer> {
    return pool({
      method,
      path: `${base}/${path}`,
      accessToken: await account.getAccessToken(),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  return {
    /** Reads a list, or something else that is always there. */
    read: async (path: string, parameters: Parameters): Promise<unknown> => {
      const answer = await request('GET', `${path}${queryOf(parameters)}`);
      checkStatus(answer);
      return parsed(answer.text);
    },
    /** Reads something that may be missing; `null` if it is. */
    find: async (path: string, parameters: Parameters): Promise<unknown> => {
      const answer = await request('GET', `${path}${queryOf(parameters)}`);
      if (answer.status === 404) return null;
      checkStatus(answer);
      return parsed(answer.text);
    },
    /** Creates something; returns its id. */
    create: async (path: string, body: object): Promise<{ id: string }> => {
      const answer = await request('POST', path, body);
      checkStatus(answer);
      const id = answer.location?.split('/').pop() ?? '';
      if (id === '') throw new Error(`${path}: the answer has no id in its Location`);
      return { id };
    },
    /** Changes or deletes something. */
    send: async (method: AdminRequest['method'], path: string, body?: object): Promise<unknown> => {
      const answer = await request(method, path, body);
      checkStatus(answer);
      return parsed(answer.text);
    },
  };
}

const segment = encodeURIComponent;

/**
 * Creates an admin client whose most frequent calls go through the pool of connections, at a fraction of the CPU time. Their
 * requests, results and errors are those of the admin client (contract/admin-client).
 */
export function createAdminClient(options: AdminClientOptions): KeycloakAdminClient {
  const { url, realm, timeoutMs, account } = options;
  const admin = new KeycloakAdminClient({ baseUrl: url, realmName: realm, timeout: timeoutMs });
  admin.registerTokenProvider(account);
  const { read, find, create, send } = createRequests(options);
  const hotUsers = {
    find: (query: object = {}) => read('users', { ...query }),
    findOne: ({ id, ...query }: { id: string }) => find(`users/${segment(id)}`, query),
    create: (user: object = {}) => create('users', user),
    update: ({ id }: { id: string }, user: object) => send('PUT', `users/${segment(id)}`, user),
    del: ({ id }: { id: string }) => send('DELETE', `users/${segment(id)}`),
    logout: ({ id }: { id: string }) => send('POST', `users/${segment(id)}/logout`),
    count: (query: object = {}) => read('users/count', { ...query }),
    listConsents: ({ id }: { id: string }) => read(`users/${segment(id)}/consents`, {}),
    listGroups: ({ id, ...query }: { id: string }) => read(`users/${segment(id)}/groups`, query),
    addToGroup: ({ id, groupId }: { id: string; groupId: string }) =>
      send('PUT', `users/${segment(id)}/groups/${segment(groupId)}`),
    delFromGroup: ({ id, groupId }: { id: string; groupId: string }) =>
      send('DELETE', `users/${segment(id)}/groups/${segment(groupId)}`),
    listCompositeClientRoleMappings: ({ id, clientUniqueId }: { id: string; clientUniqueId: string }) =>
      read(`users/${segment(id)}/role-mappings/clients/${segment(clientUniqueId)}/composite`, {}),
  } satisfies Partial<Record<keyof KeycloakAdminClient['users'], unknown>>;
  const hotGroups = {
    find: (query: object = {}) => read('groups', { ...query }),
    findOne: ({ id, ...query }: { id: string }) => find(`groups/${segment(id)}`, query),
    create: (group: object = {}) => create('groups', group),
    update: ({ id }: { id: string }, group: object) => send('PUT', `groups/${segment(id)}`, group),
    del: ({ id }: { id: string }) => send('DELETE', `groups/${segment(id)}`),
    listMembers: ({ id, ...query }: { id: string }) => find(`groups/${segment(id)}/members`, query),
    listCompositeClientRoleMappings: ({ id, clientUniqueId }: { id: string; clientUniqueId: string }) =>
      read(`groups/${segment(id)}/role-mappings/clients/${segment(clientUniqueId)}/composite`, {}),
  } satisfies Partial<Record<keyof KeycloakAdminClient['groups'], unknown>>;
  Object.assign(admin.users, hotUsers);
  Object.assign(admin.groups, hotGroups);
  return admin;
}
