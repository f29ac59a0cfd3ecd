import { readFile } from 'node:fs/promises';
import type { Row } from '../../../console/src/pages/mapping/rows.ts';
import { sampleOf } from '../../../console/src/pages/mapping/sample.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const rows = (...paths: readonly string[]): readonly Row[] =>
  paths.map((scim) => ({ scim, keycloak: 'attributes.x' }));

describe('the sample to try a mapping on', () => {
  it('has each attribute that the mapping reads, at its place', () => {
    const sample = sampleOf([
      ...rows('userName', 'name.givenName', 'emails', 'phoneNumbers[type eq "mobile"].value'),
      ...rows(`${ENTERPRISE}:department`, `${ENTERPRISE}:manager.value`),
      { scim: 'urn:acme:2.0:User:badge', keycloak: 'attributes.badge', type: 'integer', multiValued: true },
      { scim: 'title', keycloak: 'attributes.title', direction: 'toScim' },
    ]);
    expect(sample).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE, 'urn:acme:2.0:User'],
      userName: 'anna.ray@example.com',
      name: { givenName: 'Anna' },
      emails: [{ value: 'anna.ray@example.com', type: 'work', primary: true }],
      phoneNumbers: [{ type: 'mobile', value: '+43 1 5550100' }],
      [ENTERPRISE]: { department: 'Sales', manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' } },
      'urn:acme:2.0:User': { badge: [1] },
    });
  });

  it('has a value of its own for every attribute of the profile that all others extend', async () => {
    const file = new URL('../../../mappers/document/presets/generic.json', import.meta.url);
    const { user } = JSON.parse(await readFile(file, 'utf8')) as { user: Row[] };
    expect(JSON.stringify(sampleOf(user))).not.toContain('"text"');
  });
});
