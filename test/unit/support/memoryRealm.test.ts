import { REALM_PARTS } from '../../support/memory/cases/realmParts.ts';
import { createMemoryRealm } from '../../support/memory/memoryRealm.ts';
import type { OpenRealm } from '../../support/memory/openRealm.ts';

describe.each(REALM_PARTS)('a realm in memory, as Keycloak: $part', ({ options, cases }) => {
  let opened: OpenRealm;

  beforeAll(() => {
    opened = createMemoryRealm(options);
  });

  it.each(Object.entries(cases))('%s', async (_what, assertHolds) => {
    await assertHolds(opened);
  });
});
