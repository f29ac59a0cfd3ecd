import { exportRealm } from '../../../../bridge/enablement/realmExport.ts';
import { readRealmDocument } from '../../../../realm-config/fleet/realmDocument.ts';

const ATTRIBUTES = {
  'scim.enabled': 'true',
  'scim.profile': 'okta',
  'scim.config': JSON.stringify({
    version: 1,
    revision: 3,
    brake: { percent: 10 },
    publicUrls: ['https://a.example.com'],
    authentication: { remoteToken: {} },
  }),
};

describe('the document of a realm as it is', () => {
  it('is a document without mistakes and without what only Keycloak needs', () => {
    const document = exportRealm('acme', ATTRIBUTES);
    expect(readRealmDocument(JSON.parse(JSON.stringify(document)), 'a.json')).toMatchObject({
      realm: 'acme',
      profile: 'okta',
      lifecycle: { brake: { percent: 10 } },
      authentication: { remoteToken: {} },
    });
    expect(JSON.stringify(document)).not.toMatch(/revision|hash|scim\.config/);
  });

  it('says only of a realm that is switched off whether it is on', () => {
    expect(exportRealm('acme', ATTRIBUTES)).not.toHaveProperty('enabled');
    expect(exportRealm('acme', { ...ATTRIBUTES, 'scim.enabled': 'false' })).toHaveProperty('enabled', false);
  });
});
