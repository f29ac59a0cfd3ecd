import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { adminClient, freshRealmName, removeRealms } from '../support/keycloak/keycloak.ts';
import { newRealm } from '../support/keycloak/newRealm.ts';
import { openOwnScimApi, type OwnScimApi } from '../support/keycloak/ownScimApi.ts';

const realm = freshRealmName('own-scim');
let admin: KeycloakAdminClient;
let scim: OwnScimApi;

beforeAll(async () => {
  admin = await adminClient();
  await admin.realms.create(await newRealm(realm, { scimApiEnabled: true }));
  admin = await adminClient();
  scim = await openOwnScimApi(admin, realm, { personnel: 'externalId', shown: 'displayName' });
});

afterAll(() => removeRealms(realm));

describe("Keycloak's own SCIM API", () => {
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
});

describe("Keycloak's own SCIM API without an annotation", () => {
  it('echoes externalId of a new user, and keeps it nowhere', async () => {
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
});
