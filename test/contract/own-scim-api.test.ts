import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createBareRealm } from '../support/keycloak/adminRestRealm.ts';
import { adminClient, freshRealmName, removeRealms, testKeycloak } from '../support/keycloak/keycloak.ts';
import { newRealm } from '../support/keycloak/newRealm.ts';
import { openOwnScimApi, type OwnScimApi } from '../support/keycloak/ownScimApi.ts';
import { isFrom } from '../support/keycloak/version.ts';
import { send } from '../support/scim/send.ts';

const realm = freshRealmName('own-scim');
let admin: KeycloakAdminClient;
let scim: OwnScimApi;

const cases = (): void => {
  beforeAll(async () => {
    admin = await adminClient();
    await admin.realms.create(await newRealm(realm, { scimApiEnabled: true }));
    admin = await adminClient();
    scim = await openOwnScimApi(admin, realm, { personnel: 'externalId', shown: 'displayName' });
  });

  afterAll(() => removeRealms(realm));

  it('keeps externalId of a user in the attribute that is annotated for it, and leaves nothing else there', async () => {
    const id = await scim.createUser('ann', 'E-1', { displayName: 'Ann A', title: 'Chief' });
    const stored = await admin.users.findOne({ realm, id });
    expect(stored?.attributes).toEqual({ personnel: ['E-1'], shown: ['Ann A'] });
  });

  it('creates any number of users with one externalId', async () => {
    await scim.createUser('ben', 'E-2');
    await scim.createUser('cat', 'E-2');
    const found = await scim.send('GET', `/Users?filter=${encodeURIComponent('externalId eq "E-2"')}`);
    expect(found.body.totalResults).toBe(2);
  });

  it('keeps externalId of a group in the group attribute "externalId", which nobody has to declare', async () => {
    const id = await scim.createGroup('staff', 'G-1');
    expect((await admin.groups.findOne({ realm, id }))?.attributes).toEqual({ externalId: ['G-1'] });
  });

  it('echoes externalId of a new user without an annotation, and keeps it nowhere', async () => {
    const other = freshRealmName('own-scim');
    await admin.realms.create(await newRealm(other, { scimApiEnabled: true }));
    try {
      const api = await openOwnScimApi(await adminClient(), other, {});
      const made = await api.send('POST', '/Users', {
        ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ann', externalId: 'E-1' },
        ...{ name: { givenName: 'A', familyName: 'A' }, emails: [{ value: 'ann@example.com' }] },
      });
      expect(made.body).toMatchObject({ externalId: 'E-1' });
      const read = await api.send('GET', `/Users/${String(made.body.id)}`);
      expect(read.body).not.toHaveProperty('externalId');
    } finally {
      await removeRealms(other);
    }
  });
};

if (isFrom('26.6')) {
  describe("Keycloak's own SCIM API", () => {
    cases();
  });
} else {
  it('does not exist before 26.6', async () => {
    const bare = await createBareRealm();
    const { status } = await send('GET', `${testKeycloak().url}/realms/${bare.name}/scim/v2/Users`);
    await bare.remove();
    expect(status).toBe(404);
  });
}
