import { startTestBridge, type TestBridge, type TestRealm } from '../support/fixtures/bridge.ts';
import { runScimSanity, runScimTester, violations } from './scimTester.ts';

/** Fewer results than these would mean that a suite stopped early. */
const TESTER_CHECKS = 120;
const SANITY_CHECKS = 25;

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

  it('passes scim-sanity in its strict mode', async () => {
    const results = await runScimSanity({ baseUrl: realm.scimUrl, token: realm.token });
    expect(violations(results)).toEqual([]);
    expect(results.length).toBeGreaterThan(SANITY_CHECKS);
  }, 300_000);
});
