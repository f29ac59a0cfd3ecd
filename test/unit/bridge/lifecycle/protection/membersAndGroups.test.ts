import { fixture, PROTECTED } from './guardedRealm.ts';

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
