import { randomUUID } from 'node:crypto';
import { KeycloakError, type KeycloakProblem } from '../../../bridge/keycloak/port/errors.ts';
import { failureOf } from '../../../bridge/keycloak/port/failures.ts';
import type { KeycloakGroup } from '../../../bridge/keycloak/port/groups.ts';
import type { KeycloakClient, RealmSettings } from '../../../bridge/keycloak/port/realm.ts';
import type { KeycloakRole } from '../../../bridge/keycloak/port/roles.ts';
import type { FederatedIdentity, KeycloakUser } from '../../../bridge/keycloak/port/users.ts';

/** A user with everything that belongs to the user alone. */
export interface StoredUser {
  readonly id: string;
  user: KeycloakUser;
  /** The password, `undefined` if there is none. */
  password: string | undefined;
  sessions: number;
  /** Client ids of the clients that hold an offline token. */
  readonly offlineGrants: Set<string>;
  identities: readonly FederatedIdentity[];
  /** Ids of groups. */
  readonly groups: Set<string>;
  /** Ids of roles held directly. */
  readonly roles: Set<string>;
}

/** A group with the roles that it holds. */
export interface StoredGroup {
  readonly id: string;
  group: Pick<KeycloakGroup, 'name' | 'description' | 'attributes'>;
  readonly parent: string | undefined;
  /** Ids of roles held directly. */
  readonly roles: Set<string>;
}

/** A role with the ids of its composites. */
interface StoredRole {
  readonly role: KeycloakRole;
  readonly composites: readonly string[];
}

/** A client with its client id. */
export interface StoredClient extends KeycloakClient {
  readonly clientId: string;
}

/** Everything that a realm in memory consists of. */
export interface MemoryState {
  readonly name: string;
  readonly settings: RealmSettings;
  readonly users: Map<string, StoredUser>;
  readonly groups: Map<string, StoredGroup>;
  readonly roles: Map<string, StoredRole>;
  readonly clients: Map<string, StoredClient>;
  readonly identityProviders: Set<string>;
  /** Ids of the groups that every new user is made a member of. */
  readonly defaultGroups: Set<string>;
}

/** A failed call, as the adapter of Admin REST reports one. */
export function failed(status: number, ...problems: readonly KeycloakProblem[]): KeycloakError {
  const texts = problems.map(({ field, message }) => [field, message].filter(Boolean).join(': '));
  const message = `Keycloak answered ${status} (${texts.join('; ')})`;
  return new KeycloakError(failureOf(status), message, { problems, status });
}

/** Reads an entry that must exist; fails with `notFound` and this message otherwise. */
export function entryOf<T>(entries: ReadonlyMap<string, T>, id: string, message: string): T {
  const entry = entries.get(id);
  if (entry === undefined) throw failed(404, { message });
  return entry;
}

/** Refuses an empty value as the adapter does: Keycloak would be asked for everything. */
export function refuseEmpty(query: { readonly by: string; readonly value?: unknown }): void {
  if (query.value === '') throw new KeycloakError('unexpected', `empty value in a query by ${query.by}`);
}

/** Members of the port as functions that return what they answer. */
export type Immediate<T> = {
  readonly [K in keyof T]: T[K] extends (...parameters: infer P) => Promise<infer R>
    ? (...parameters: P) => R
    : T[K];
};

/** Makes functions that return their answers return promises of them; what they throw becomes a rejection. */
export const asPromises = <T extends object>(members: Immediate<T>): T =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'function'
        ? (...parameters: unknown[]): Promise<unknown> =>
            Promise.resolve().then(() => (member as (...all: unknown[]) => unknown)(...parameters))
        : member,
    ]),
  ) as T;

/** Compares by UTF-16 code units, as Keycloak's database orders names. */
export const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Blank to Java: blanks that do not break a line are no blanks (contract/users-write). */
const BLANK = /^[\s--[\u00a0\u2007\u202f\ufeff]]*$/v;

/** Whether Keycloak takes a text for none. */
export const isBlank = (text: string): boolean => BLANK.test(text);

/** A copy of attributes without blank values and without attributes that have no value (contract/users-write). */
export const storedAttributes = (
  attributes: Readonly<Record<string, readonly string[]>>,
): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(attributes)
      .map(([name, values]) => [name, values.filter((value) => !isBlank(value))] as const)
      .filter(([, values]) => values.length > 0),
  );

/** Adds a role of the realm, or of a client by Keycloak's id of the client. */
export function addRole(
  state: MemoryState,
  name: string,
  { client, composites = [] }: { readonly client?: string; readonly composites?: readonly string[] } = {},
): KeycloakRole {
  const role: KeycloakRole = { id: randomUUID(), name, ...(client === undefined ? {} : { client }) };
  state.roles.set(role.id, { role, composites });
  return role;
}

/** Adds a client with roles of its own. */
export function addClient(state: MemoryState, clientId: string, roles: readonly string[]): StoredClient {
  const client = { id: randomUUID(), clientId, enabled: true, attributes: {}, mappers: [] };
  state.clients.set(client.id, client);
  for (const role of roles) addRole(state, role, { client: client.id });
  return client;
}

/** The client with this client id; `undefined` if there is none. */
export const clientOf = (state: MemoryState, clientId: string): StoredClient | undefined =>
  [...state.clients.values()].find((client) => client.clientId === clientId);
