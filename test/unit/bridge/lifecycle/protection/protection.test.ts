import type { KeycloakRealm } from '../../../../../bridge/keycloak/port/realm.ts';
import type { UserWrite } from '../../../../../bridge/keycloak/port/users.ts';
import { createProtection } from '../../../../../bridge/lifecycle/protection/protection.ts';
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

describe('what a change could do', () => {
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
  ])('$what: $is', ({ change, is }) => {
    expect(sensitivityOf(ANN, written(change))).toBe(is);
  });

  it('an enablement locks nobody out, and is as sensitive', () => {
    expect(sensitivityOf({ ...ANN, enabled: false }, written())).toBe('lockout');
  });
});

/** A realm in which it can be changed who administers it, and in which every look at it is counted. */
function scene(rules: ProtectionRules = {}) {
  let clock = 1_000;
  const roles = new Map<string, string[]>();
  const looks: string[] = [];
  const look = (kind: string, id: string) => {
    looks.push(`${kind} ${id}`);
    return Promise.resolve(roles.get(id) ?? []);
  };
  const realm = {
    name: 'acme',
    key: 'acme-id',
    administration: {
      ofUser: (id: string) => look('user', id),
      ofGroup: (group: string | { id: string }) =>
        look('group', typeof group === 'string' ? group : group.id),
    },
    users: {
      byIds: (ids: readonly string[]) => {
        looks.push(`names ${ids.join()}`);
        return Promise.resolve(
          ids
            .filter((id) => id !== 'nobody')
            .map((id) =>
              keycloakUser({ id, username: id, serviceAccount: id.startsWith('service-account-') }),
            ),
        );
      },
    },
  } as unknown as KeycloakRealm;
  const tenant: Tenant = { ...tenantWith(), realm, config: { version: 1, protection: rules } };
  const protection = createProtection({ now: () => clock });
  return {
    roles,
    tenant,
    protection,
    pass: (seconds: number) => {
      clock += seconds * 1_000;
    },
    looked: () => looks.splice(0),
  };
}

const disable = written({ enabled: false });
const repassword = written({ password: 'x' });
const PROTECTED = { code: 'protected', hint: 'Administration roles held: manage-users.' };

describe('the standing of a user', () => {
  it('is remembered for 30 seconds where somebody could be locked out', async () => {
    const { roles, tenant, protection, pass, looked } = scene();
    const deactivate = () => protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    await deactivate();
    roles.set('ann', ['manage-users']);
    pass(29);
    await deactivate();
    expect(looked()).toEqual(['user ann']);
    pass(2);
    await expect(deactivate()).rejects.toMatchObject(PROTECTED);
    expect(looked()).toEqual(['user ann']);
  });

  it.each([
    { what: 'password', wanted: repassword },
    { what: 'e-mail', wanted: written({ email: 'eve@x.test' }) },
    { what: 'userName', wanted: written({ username: 'eve' }) },
  ])('is looked up anew for $what, whatever was foreseen', async ({ wanted }) => {
    for (const foresight of ['later', 'remembered', 'fresh'] as const) {
      const { roles, tenant, protection, looked } = scene();
      await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
      roles.set('ann', ['manage-users']);
      const guard = protection.guard(tenant, 'ann', foresight);
      await expect(guard.checkChange(ANN, wanted, 'sensitive')).rejects.toMatchObject(PROTECTED);
      expect(looked()).toEqual(['user ann', 'user ann']);
    }
  });

  it('is looked up anew for a deletion', async () => {
    const { roles, tenant, protection } = scene();
    await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    roles.set('ann', ['manage-users']);
    await expect(protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN)).rejects.toMatchObject(PROTECTED);
  });

  it('is asked once when it was just looked up for this very change', async () => {
    const { tenant, protection, looked } = scene();
    await protection.guard(tenant, 'ann', 'remembered').checkChange(ANN, repassword, 'all');
    expect(looked()).toEqual(['user ann']);
  });

  it('does not matter to a change that can do no harm, unless sessions will end', async () => {
    const { roles, tenant, protection, looked } = scene();
    roles.set('ann', ['manage-users']);
    const guard = protection.guard(tenant, 'ann', 'later');
    const title = written({ attributes: { title: ['x'] } });
    await guard.checkChange(ANN, title, 'sensitive');
    expect(looked()).toEqual([]);
    await expect(guard.checkChange(ANN, title, 'all')).rejects.toMatchObject(PROTECTED);
  });

  it('is asked again after a failure', async () => {
    const { tenant, protection } = scene();
    const failing = { ofUser: () => Promise.reject(new Error('down')) };
    const down = { ...tenant, realm: { ...tenant.realm, administration: failing } } as unknown as Tenant;
    const deactivate = (where: Tenant) =>
      protection.guard(where, 'ann', 'remembered').checkChange(ANN, disable, 'all');
    await expect(deactivate(down)).rejects.toThrow('down');
    await deactivate(tenant);
  });

  it('counts the roles that the realm lists, where it lists some', async () => {
    const { roles, tenant, protection } = scene({ administrationRoles: ['manage-users'] });
    roles.set('ann', ['view-users']);
    await protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN);
    roles.set('ann', ['view-users', 'manage-users']);
    await expect(protection.guard(tenant, 'ann', 'fresh').checkDelete(ANN)).rejects.toMatchObject(PROTECTED);
  });
});

describe('break-glass accounts', () => {
  const rules = { breakGlass: ['glass*', '*@glass.test'] };

  it('are not changed, and not made by creation or by another name or address', async () => {
    const { tenant, protection } = scene(rules);
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

describe('members who come and go', () => {
  const look = ({ tenant, protection }: ReturnType<typeof scene>, ...ids: string[]) =>
    protection.lookAtMembers(tenant, ids, 'remembered');

  it('are looked at once in 30 seconds, whatever they hold', async () => {
    const there = scene();
    await look(there, 'ann', 'cid');
    expect(there.looked()).toEqual(['names ann,cid']);
    await look(there, 'ann', 'cid');
    expect(there.looked()).toEqual([]);
    await there.protection.lookAtMembers(there.tenant, ['ann'], 'fresh');
    expect(there.looked()).toEqual(['names ann']);
    there.pass(31);
    await look(there, 'ann');
    expect(there.looked()).toEqual(['names ann']);
  });

  it('are users, protected or not; accounts of clients and groups that grant administration are refused', async () => {
    const there = scene({ breakGlass: ['gl*'] });
    there.roles.set('ann', ['manage-users']);
    const ordinary = await look(there, 'ann', 'glass', 'service-account-x', 'nobody');
    expect([...ordinary.users]).toEqual(['ann', 'glass']);
    expect([...ordinary.refused.keys()]).toEqual(['service-account-x']);
    there.pass(31);
    there.roles.set('nobody', ['manage-users']);
    const granting = await look(there, 'nobody');
    expect([...granting.users]).toEqual([]);
    expect(granting.refused.get('nobody')).toMatchObject(PROTECTED);
  });

  it('are nobody, and cost nothing, where there are none', async () => {
    const there = scene();
    expect([...(await look(there)).users]).toEqual([]);
    expect(there.looked()).toEqual([]);
  });
});

describe('groups', () => {
  it('are looked at once in 30 seconds', async () => {
    const { roles, tenant, protection, pass, looked } = scene();
    await protection.checkGroup(tenant, 'g');
    roles.set('g', ['manage-users']);
    await protection.checkGroup(tenant, { id: 'g', name: 'g', attributes: {} });
    expect(looked()).toEqual(['group g']);
    pass(31);
    await expect(protection.checkGroup(tenant, 'g')).rejects.toMatchObject(PROTECTED);
  });
});
