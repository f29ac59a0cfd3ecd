import type { KeycloakRealm } from '../../../../../bridge/keycloak/port/realm.ts';
import type { UserWrite } from '../../../../../bridge/keycloak/port/users.ts';
import {
  createProtection,
  type ProtectionOptions,
} from '../../../../../bridge/lifecycle/protection/protection.ts';
import type { ProtectionRules } from '../../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import { keycloakUser, tenantWith } from '../../resources/tenant.ts';

/** A user whom most tests change. */
export const ANN = keycloakUser({ id: 'ann', username: 'ann', email: 'ann@x.test', emailVerified: true });

/** What is written of her, with changes. */
export const written = (change: Partial<UserWrite> = {}): UserWrite => ({
  username: 'ann',
  email: 'ann@x.test',
  enabled: true,
  attributes: {},
  ...change,
});

/** Disables her: a change that could lock somebody out. */
export const disable = written({ enabled: false });
/** Gives her a password: a change that could take her account over. */
export const repassword = written({ password: 'x' });
/** The refusal of a change of whoever holds `manage-users`. */
export const PROTECTED = { code: 'protected', hint: 'Administration roles held: manage-users.' };

/** A realm whose administrators can be changed, and in which every lookup is counted. */
export function fixture(rules: ProtectionRules = {}, options: ProtectionOptions = {}) {
  let clock = 1_000;
  const roles = new Map<string, string[]>();
  /** The persons whom the bridge has read or created. */
  const seen = new Set<string>();
  const lookups: string[] = [];
  const lookUp = (kind: string, id: string) => {
    lookups.push(`${kind} ${id}`);
    return Promise.resolve(roles.get(id) ?? []);
  };
  const realm = {
    name: 'acme',
    key: 'acme-id',
    administration: {
      ofUser: (id: string) => lookUp('user', id),
      ofGroup: (group: string | { id: string }) =>
        lookUp('group', typeof group === 'string' ? group : group.id),
      snapshot: () => {
        lookups.push('snapshot');
        const holders = new Map([...roles].filter(([, names]) => names.length > 0));
        const serviceAccounts = new Set(['service-account-x']);
        return Promise.resolve({
          ...{ users: new Map(holders), groups: new Map(holders), roles: new Map() },
          ...{ serviceAccounts, calls: 60 },
        });
      },
    },
    users: {
      isKnownPerson: (id: string) => seen.has(id),
      byIds: (ids: readonly string[]) => {
        lookups.push(`names ${ids.join()}`);
        return Promise.resolve(
          ids
            .filter((id) => !['nobody', 'granting-group'].includes(id))
            .map((id) =>
              keycloakUser({ id, username: id, serviceAccount: id.startsWith('service-account-') }),
            ),
        );
      },
    },
  } as unknown as KeycloakRealm;
  const tenant: Tenant = { ...tenantWith(), realm, config: { version: 1, protection: rules } };
  const protection = createProtection({ now: () => clock, ...options });
  return {
    roles,
    seen,
    tenant,
    protection,
    pass: (seconds: number) => {
      clock += seconds * 1_000;
    },
    takeLookups: () => lookups.splice(0),
  };
}
