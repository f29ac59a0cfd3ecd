import { openKeycloakRealm } from '../../support/keycloak/openKeycloakRealm.ts';
import { REALM_PARTS } from '../../support/memory/cases/realmParts.ts';
import type { OpenRealm } from '../../support/memory/openRealm.ts';

// What fails here is mended in test/support/memory, too: test/unit/support/memoryRealm.test.ts runs the same cases.
describe.each(REALM_PARTS)('a realm of Keycloak behind the port: $part', ({ options, cases }) => {
  let opened: OpenRealm;

  beforeAll(async () => {
    opened = await openKeycloakRealm(options);
  });

  afterAll(async () => {
    await opened.close();
  });

  it.each(Object.entries(cases))('%s', async (_what, assertHolds) => {
    await assertHolds(opened);
  });
});
