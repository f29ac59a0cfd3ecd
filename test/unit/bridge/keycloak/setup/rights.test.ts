import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';
import { createRights } from '../../../../../bridge/keycloak/setup/rights.ts';

const { diff, read } = createRights({} as RealmAccess);
const role = (name: string) => ({ id: `id of ${name}`, name });
const mapping = { id: 'account', clientUniqueId: 'realm-management' };
const client = { id: 'c', attributes: {}, members: { clientId: 'scim-bridge' } };
const desired = { client, granted: ['manage-users', 'view-realm'], withdrawn: ['manage-realm'] };
const object = 'rights of client scim-bridge';

describe('the rights of a service account', () => {
  it('are granted as far as they are missing, and withdrawn as far as they are granted', () => {
    const granted = [role('manage-users'), role('manage-realm'), role('view-clients')];
    const common = { outcome: 'changed', object, mapping };
    expect(diff(desired, { mapping, granted })).toEqual([
      { ...common, kind: 'grant', roles: ['view-realm'], fields: [{ field: 'right', to: 'view-realm' }] },
      {
        ...common,
        kind: 'withdraw',
        roles: ['manage-realm'],
        fields: [{ field: 'right', from: 'manage-realm' }],
      },
    ]);
  });

  it('are left if nothing differs', () => {
    const granted = [role('manage-users'), role('view-realm'), role('view-clients')];
    expect(diff(desired, { mapping, granted })).toEqual([]);
  });

  it('are all to be granted to an account that is only planned, without a call', async () => {
    const planned = { ...desired, client: { ...client, id: undefined } };
    expect(diff(planned, await read(planned))).toMatchObject([
      { kind: 'grant', roles: ['manage-users', 'view-realm'] },
    ]);
  });
});
