import type { Change, Context } from '../../../../bridge/lifecycle/context.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../bridge/keycloak/port/errors.ts';
import type { KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import type { KeycloakRole } from '../../../../bridge/keycloak/port/roles.ts';
import type { ActionsMail, KeycloakUser, NewUser } from '../../../../bridge/keycloak/port/users.ts';
import type { OnboardingRules } from '../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../bridge/tenants/tenant.ts';
import { keycloakUser, tenantWith } from '../resources/tenant.ts';

/** A realm in memory that records its calls, and fails on demand. */
export interface LifecycleFixture {
  readonly tenant: Tenant;
  readonly calls: string[];
  readonly users: Map<string, KeycloakUser>;
  readonly notes: string[];
  readonly changes: Change[];
  readonly mails: ActionsMail[];
  /** Existing roles, `client/name` for roles of clients. */
  readonly roles: Set<string>;
  readonly groups: Set<string>;
  readonly linked: Set<string>;
  /** Lets calls with this name fail a number of times, by default always. */
  fail(call: string, failure: KeycloakFailure, times?: number): void;
  readonly context: Context;
}

/** Creates a realm with onboarding rules. */
export function lifecycleFixture(
  onboarding: OnboardingRules | undefined,
  realmName = 'acme',
): LifecycleFixture {
  const calls: string[] = [];
  const users = new Map<string, KeycloakUser>();
  const [roles, groups, linked] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const mails: ActionsMail[] = [];
  const notes: string[] = [];
  const changes: Change[] = [];
  const failures = new Map<string, { failure: KeycloakFailure; times: number }>();
  function call(name: string): void {
    calls.push(name);
    const due = failures.get(name);
    if (due === undefined || due.times <= 0) return;
    due.times -= 1;
    throw new KeycloakError(due.failure, `${name} failed`, {
      status: due.failure === 'unexpected' ? 500 : undefined,
    });
  }
  const attempt = <T>(name: string, work: () => T): Promise<T> =>
    new Promise((resolve) => {
      call(name);
      resolve(work());
    });
  const realm = {
    name: realmName,
    roles: {
      find: (name: string, clientId?: string) =>
        attempt('find role', (): KeycloakRole | undefined => {
          const id = clientId === undefined ? name : `${clientId}/${name}`;
          return roles.has(id)
            ? { id, name, ...(clientId === undefined ? {} : { client: clientId }) }
            : undefined;
        }),
      give: (_holder: unknown, added: readonly KeycloakRole[]) =>
        attempt('give', () => calls.push(...added.map(({ id }) => `+${id}`))),
    },
    tree: {
      byPath: (path: string) =>
        attempt('find group', () =>
          groups.has(path) ? { id: path, name: path, attributes: {} } : undefined,
        ),
    },
    administration: {
      ofRole: (id: string) =>
        Promise.resolve(/^((realm-management|.*-realm)\/.*|admin|create-realm)$/.test(id) ? [id] : []),
      ofGroup: () => Promise.resolve([]),
    },
    users: {
      create: (user: NewUser) =>
        attempt('create', () => {
          const id = `u${users.size + 1}`;
          users.set(id, { ...keycloakUser({ id }), ...user, id });
          return id;
        }),
      find: ({ value }: { value: string }) =>
        attempt('find user', () => [...users.values()].filter(({ username }) => username === value)),
      delete: (id: string) => attempt('delete', () => users.delete(id)),
      linkedTo: (provider: string, userId: string) =>
        attempt('is linked', () =>
          linked.has(`${provider}/${userId}`) ? { id: 'linked', username: 'linked' } : undefined,
        ),
      sendActions: (_id: string, mail: ActionsMail) => attempt('mail', () => mails.push(mail)),
    },
  } as unknown as KeycloakRealm;
  const tenant: Tenant = {
    ...tenantWith(),
    realm,
    config: { version: 1, ...(onboarding === undefined ? {} : { onboarding }) },
  };
  return {
    ...{ tenant, calls, users, notes, changes, mails, roles, groups, linked },
    fail: (name, failure, times = Infinity) => {
      failures.set(name, { failure, times });
    },
    context: {
      tenant,
      report: {
        ignored: () => undefined,
        named: () => undefined,
        conflictsWith: () => undefined,
        did: (change) => changes.push(change),
        wrote: () => undefined,
        note: (sentence) => notes.push(sentence),
      },
    },
  };
}
