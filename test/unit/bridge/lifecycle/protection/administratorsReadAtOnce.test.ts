import { keycloakUser } from '../../resources/tenant.ts';
import { ANN, disable, fixture, PROTECTED, repassword } from './guardedRealm.ts';

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
