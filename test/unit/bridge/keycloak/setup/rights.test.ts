import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';
import { createRights } from '../../../../../bridge/keycloak/setup/rights.ts';

const { diff } = createRights({} as RealmAccess);
const role = (name: string) => ({ id: `id of ${name}`, name });
const mapping = { id: 'account', clientUniqueId: 'realm-management' };
const desired = { clientId: 'c', granted: ['manage-users', 'view-realm'], withdrawn: ['manage-realm'] };

describe('the rights of a service account', () => {
  const all = ['manage-users', 'view-realm', 'view-users', 'view-clients', 'manage-realm'].map(role);

  it('are granted as far as they are missing, and withdrawn as far as they are granted', () => {
    const granted = [role('manage-users'), role('manage-realm'), role('view-clients')];
    expect(diff(desired, { mapping, all, granted })).toEqual([
      { outcome: 'changed', kind: 'grant', mapping, roles: [role('view-realm')] },
      { outcome: 'changed', kind: 'withdraw', mapping, roles: [role('manage-realm')] },
    ]);
  });

  it('are left if nothing differs', () => {
    const granted = [role('manage-users'), role('view-realm'), role('view-clients')];
    expect(diff(desired, { mapping, all, granted })).toEqual([]);
  });
});
