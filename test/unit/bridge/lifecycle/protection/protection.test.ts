import type { KeycloakRealm } from '../../../../../bridge/keycloak/port/realm.ts';
import type { UserWrite } from '../../../../../bridge/keycloak/port/users.ts';
import {
  createProtection,
  type ProtectionOptions,
} from '../../../../../bridge/lifecycle/protection/protection.ts';
import { sensitivityOf } from '../../../../../bridge/lifecycle/protection/sensitivity.ts';
import type { ProtectionRules } from '../../../../../bridge/tenants/config.ts';
import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import { keycloakUser, tenantWith } from '../../resources/tenant.ts';

const ANN = keycloakUser({ id: 'ann', username: 'ann', email: 'ann@x.test', emailVerified: true });

const written = (change: Partial<UserWrite> = {}): UserWrite => ({
  username: 'ann',
  email: 'ann@x.test',
  enabled: true,
  attributes: {},
  ...change,
});

describe('sensitivityOf', () => {
  it.each([
    { what: 'nothing', change: {}, is: 'harmless' },
    { what: 'an attribute', change: { attributes: { title: ['x'] } }, is: 'harmless' },
    { what: 'a name', change: { firstName: 'A', lastName: 'B' }, is: 'harmless' },
    { what: 'the same in capitals', change: { username: 'ANN', email: 'Ann@X.test' }, is: 'harmless' },
    { what: 'verified as it was', change: { emailVerified: true }, is: 'harmless' },
    { what: 'a disablement', change: { enabled: false }, is: 'lockout' },
    { what: 'another e-mail', change: { email: 'eve@x.test' }, is: 'takeover' },
    { what: 'no e-mail', change: { email: undefined }, is: 'takeover' },
    { what: 'another name', change: { username: 'eve' }, is: 'takeover' },
    { what: 'a password', change: { password: 'x' }, is: 'takeover' },
    { what: 'an empty password', change: { password: '' }, is: 'takeover' },
    { what: 'not verified any more', change: { emailVerified: false }, is: 'takeover' },
    { what: 'a disablement and a password', change: { enabled: false, password: 'x' }, is: 'takeover' },
  ])('classifies a change as $is: $what', ({ change, is }) => {
    expect(sensitivityOf(ANN, written(change))).toBe(is);
  });

  it('classifies enabling a user like disabling it', () => {
    expect(sensitivityOf({ ...ANN, enabled: false }, written())).toBe('lockout');
  });
});

/** A realm whose administrators can be changed, and in which every lookup is counted. */
function fixture(rules: ProtectionRules = {}, options: ProtectionOptions = {}) {
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

const disable = written({ enabled: false });
const repassword = written({ password: 'x' });
const PROTECTED = { code: 'protected', hint: 'Administration roles held: manage-users.' };

describe('administration roles of a user', () => {
  it('are cached for 30 seconds for a change that could lock somebody out', async () => {
    const { roles, tenant, protection, pass, takeLookups } = fixture();
    const deactivate = () => protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    await deactivate();
    roles.set('ann', ['manage-users']);
    pass(29);
    await deactivate();
    expect(takeLookups()).toEqual(['user ann']);
    pass(2);
    await expect(deactivate()).rejects.toMatchObject(PROTECTED);
    expect(takeLookups()).toEqual(['user ann']);
  });

  it.each([
    { what: 'password', change: repassword },
    { what: 'e-mail address', change: written({ email: 'eve@x.test' }) },
    { what: 'userName', change: written({ username: 'eve' }) },
  ])('looks roles up anew for a new $what, whatever was prefetched', async ({ change }) => {
    for (const prefetch of ['later', 'remembered', 'fresh'] as const) {
      const { roles, tenant, protection, takeLookups } = fixture();
      await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
      roles.set('ann', ['manage-users']);
      const guard = protection.guard(tenant, 'ann', prefetch);
      await expect(guard.checkChange(ANN, change, 'sensitive')).rejects.toMatchObject(PROTECTED);
      expect(takeLookups()).toEqual(['user ann', 'user ann']);
    }
  });

  it('looks roles up anew for a deletion', async () => {
    const { roles, tenant, protection } = fixture();
    await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    roles.set('ann', ['manage-users']);
    await expect(protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN)).rejects.toMatchObject(PROTECTED);
  });

  it('does not look roles up twice for one change', async () => {
    const { tenant, protection, takeLookups } = fixture();
    await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, repassword, 'all');
    expect(takeLookups()).toEqual(['user ann']);
  });

  it('allows a harmless change of an administrator, unless sessions will end', async () => {
    const { roles, tenant, protection, takeLookups } = fixture();
    roles.set('ann', ['manage-users']);
    const guard = protection.guard(tenant, 'ann', 'later');
    const title = written({ attributes: { title: ['x'] } });
    await guard.checkChange(ANN, title, 'sensitive');
    expect(takeLookups()).toEqual([]);
    await expect(guard.checkChange(ANN, title, 'all')).rejects.toMatchObject(PROTECTED);
  });

  it('looks roles up again after a failure', async () => {
    const { tenant, protection } = fixture();
    const failing = { ofUser: () => Promise.reject(new Error('down')) };
    const down = { ...tenant, realm: { ...tenant.realm, administration: failing } } as unknown as Tenant;
    const deactivate = (current: Tenant) =>
      protection.guard(current, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    await expect(deactivate(down)).rejects.toThrow('down');
    await deactivate(tenant);
  });

  it('counts only the administration roles that the realm lists, if it lists any', async () => {
    const { roles, tenant, protection } = fixture({ administrationRoles: ['manage-users'] });
    roles.set('ann', ['view-users']);
    await protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN);
    roles.set('ann', ['view-users', 'manage-users']);
    await expect(protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN)).rejects.toMatchObject(PROTECTED);
  });
});

describe('break-glass accounts', () => {
  const rules = { breakGlass: ['glass*', '*@glass.test'] };

  it('are refused any change, and no user becomes one by creation, new name or new address', async () => {
    const { tenant, protection } = fixture(rules);
    const guard = protection.guard(tenant, 'ann', 'later');
    const glass = { ...ANN, username: 'glass-1' };
    const refused = { code: 'protected', hint: 'Break-glass pattern: glass*' };
    await expect(
      guard.checkChange(glass, { ...disable, username: 'glass-1' }, 'sensitive'),
    ).rejects.toMatchObject(refused);
    await expect(guard.checkChange(glass, repassword, 'sensitive')).rejects.toMatchObject(refused);
    await expect(guard.checkDelete(glass)).rejects.toMatchObject(refused);
    await expect(guard.checkChange(ANN, written({ username: 'GLASS-2' }), 'sensitive')).rejects.toMatchObject(
      refused,
    );
    await expect(
      guard.checkChange(ANN, written({ email: 'a@glass.test' }), 'sensitive'),
    ).rejects.toMatchObject({
      code: 'protected',
    });
    expect(() => {
      protection.checkNew(tenant, written({ email: 'A@GLASS.test' }));
    }).toThrow('break-glass');
    await guard.checkChange(ANN, written({ username: 'other' }), 'sensitive');
  });
});

describe('members that join or leave', () => {
  const classify = ({ tenant, protection }: ReturnType<typeof fixture>, ...ids: string[]) =>
    protection.classifyMembers(tenant, ids, 'fresh');

  it('are not looked up if the bridge has seen them, unless it matters which of them are users', async () => {
    const current = fixture();
    const { tenant, protection } = current;
    current.seen.add('ann');
    const { refused } = await protection.classifyMembers(tenant, ['ann', 'service-account-x'], 'none');
    expect([...refused.keys()]).toEqual(['service-account-x']);
    expect(current.takeLookups()).toEqual(['names service-account-x']);
    await protection.classifyMembers(tenant, ['ann'], 'none');
    expect(current.takeLookups()).toEqual([]);
    await protection.classifyMembers(tenant, ['ann'], 'fresh');
    expect(current.takeLookups()).toEqual(['names ann']);
  });

  it('are accepted if they are users, protected or not; service accounts and groups that grant administration are refused', async () => {
    const current = fixture({ breakGlass: ['gl*'] });
    current.roles.set('ann', ['manage-users']);
    const ordinary = await classify(current, 'ann', 'glass', 'service-account-x', 'nobody');
    expect([...ordinary.users]).toEqual(['ann', 'glass']);
    expect([...ordinary.refused.keys()]).toEqual(['service-account-x']);
    current.pass(31);
    current.roles.set('nobody', ['manage-users']);
    const granting = await classify(current, 'nobody');
    expect(granting.users.size).toBe(0);
    expect(granting.refused.get('nobody')).toMatchObject(PROTECTED);
  });

  it('cost no lookup if there are none', async () => {
    const current = fixture();
    expect((await classify(current)).refused.size).toBe(0);
    expect(current.takeLookups()).toEqual([]);
  });
});

describe('groups', () => {
  it('are looked up once in 30 seconds', async () => {
    const { roles, tenant, protection, pass, takeLookups } = fixture();
    await protection.checkGroup(tenant, 'g');
    roles.set('g', ['manage-users']);
    await protection.checkGroup(tenant, { id: 'g', name: 'g', attributes: {} });
    expect(takeLookups()).toEqual(['group g']);
    pass(31);
    await expect(protection.checkGroup(tenant, 'g')).rejects.toMatchObject(PROTECTED);
  });
});

describe('in a realm whose administrators are read at once', () => {
  const busy = (administrators: readonly string[] = []) => {
    const current = fixture({}, { questionsBeforeSnapshot: 0 });
    for (const id of administrators) current.roles.set(id, ['manage-users']);
    return current;
  };
  const deactivate = ({ tenant, protection }: ReturnType<typeof fixture>, user = ANN) =>
    protection
      .guard(tenant, user.id, 'remembered')
      .checkChange(user, { ...disable, username: user.username, email: user.email }, 'all');

  it('nobody is asked about, and an administrator is not deactivated', async () => {
    const current = busy(['ann']);
    await expect(deactivate(current)).rejects.toMatchObject(PROTECTED);
    await deactivate(current, keycloakUser({ id: 'bob', username: 'bob', emailVerified: true }));
    await expect(current.protection.checkGroup(current.tenant, 'ann')).rejects.toMatchObject(PROTECTED);
    expect(current.takeLookups()).toEqual(['snapshot']);
  });

  it('a password is changed only after a question about the user', async () => {
    const current = busy();
    await deactivate(current);
    current.roles.set('ann', ['manage-users']);
    const guard = current.protection.guard(current.tenant, 'ann', 'remembered');
    await expect(guard.checkChange(ANN, repassword, 'sensitive')).rejects.toMatchObject(PROTECTED);
    await expect(deactivate(current)).rejects.toMatchObject(PROTECTED);
    expect(current.takeLookups()).toEqual(['snapshot', 'user ann']);
  });

  it.each([
    { what: 'with a local copy', user: { ...ANN, federated: true } },
    { what: 'without one', user: { ...ANN, id: 'f:directory:ann' } },
  ])('a user of a federation is asked about all the same: $what', async ({ user }) => {
    const current = busy();
    await deactivate(current, keycloakUser({ id: 'bob', username: 'bob', emailVerified: true }));
    current.roles.set(user.id, ['manage-users']);
    await expect(deactivate(current, user)).rejects.toMatchObject(PROTECTED);
    await expect(deactivate(current, user)).rejects.toMatchObject(PROTECTED);
    expect(current.takeLookups()).toEqual(['snapshot', `user ${user.id}`]);
  });

  it('members are not looked up, unless it matters which of them are users', async () => {
    const current = busy(['granting-group']);
    const ids = ['ann', 'service-account-x', 'granting-group', 'nobody'];
    const { refused } = await current.protection.classifyMembers(current.tenant, ids, 'none');
    expect([...refused.keys()]).toEqual(['service-account-x', 'granting-group']);
    expect(current.takeLookups()).toEqual(['snapshot']);
    const known = await current.protection.classifyMembers(current.tenant, ids, 'fresh');
    expect([...known.users]).toEqual(['ann']);
    expect(current.takeLookups()).toEqual([`names ${ids.join()}`]);
  });

  it('questions are asked one by one if the administrators cannot be read', async () => {
    const current = busy(['ann']);
    const { administration } = current.tenant.realm;
    const hidden = { ...administration, snapshot: () => Promise.reject(new Error('hidden')) };
    const tenant = { ...current.tenant, realm: { ...current.tenant.realm, administration: hidden } };
    await expect(deactivate({ ...current, tenant })).rejects.toMatchObject(PROTECTED);
    expect(current.takeLookups()).toEqual(['user ann']);
  });
});
