import { startTestBridge, type TestBridge, type TestRealm } from '../support/fixtures/bridge.ts';
import { runScimSanity, runScimTester, violations } from './scimTester.ts';

/** Fewer results than these would mean that a suite stopped early. */
const TESTER_CHECKS = 120;
const SANITY_CHECKS = 25;

/**
 * What scim-sanity says of a group PATCH that is answered 204, which RFC 7644 §3.5.2 allows, each time it sends one
 * (docs/reference/conformance.md).
 */
const NO_BODY_AFTER_GROUP_PATCH = [
  'FAIL | Phase 3 — Group CRUD Lifecycle: PATCH /Groups/{id} | Expected HTTP 200, got 204 (RFC 7644 §3.3); Response body is empty',
  'FAIL | Phase 3 — Group CRUD Lifecycle: PATCH /Groups/{id} add member | Expected 200, got 204',
  'FAIL | Phase 3 — Group CRUD Lifecycle: PATCH /Groups/{id} remove members | Expected 200, got 204',
];

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
}, 300_000);

afterAll(async () => {
  await bridge.close();
});

describe.each(['generic', 'azure', 'strict'])('with profile %s', (profile) => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await bridge.realm({ profile });
  });

  // Its choices are random.
  it.each([1, 2, 3])(
    'passes scim2-tester in run %i',
    async () => {
      const results = await runScimTester({ baseUrl: realm.scimUrl, token: realm.token });
      expect(violations(results)).toEqual([]);
      expect(results.length).toBeGreaterThan(TESTER_CHECKS);
    },
    300_000,
  );

  it(`${profile === 'strict' ? 'passes' : 'is told one thing by'} scim-sanity in its strict mode`, async () => {
    const results = await runScimSanity({ baseUrl: realm.scimUrl, token: realm.token });
    expect(violations(results)).toEqual(profile === 'strict' ? [] : NO_BODY_AFTER_GROUP_PATCH);
    expect(results.length).toBeGreaterThan(SANITY_CHECKS);
  }, 300_000);
});
