import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import { ANN, disable, fixture, PROTECTED, repassword, written } from './guardedRealm.ts';

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
