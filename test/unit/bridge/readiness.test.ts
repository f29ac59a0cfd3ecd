import { readinessOf, type ReadinessParts } from '../../../bridge/readiness.ts';

const PARTS: ReadinessParts = {
  keycloakUrl: 'https://id.example.test',
  keycloakAnswers: () => Promise.resolve(true),
  knownRealms: () => [],
  keyFileProblem: () => undefined,
};

const served = (realm: string) => ({ realm, reason: undefined });
const blocked = (realm: string) => ({ realm, reason: `no key in ${realm}` });

describe('readiness', () => {
  it('is given while no realm is known, and lost while Keycloak does not answer', async () => {
    expect(await readinessOf(PARTS)).toEqual({ obstacles: [], degraded: [] });
    expect(await readinessOf({ ...PARTS, keycloakAnswers: () => Promise.resolve(false) })).toEqual({
      obstacles: ['Keycloak does not answer at https://id.example.test'],
      degraded: [],
    });
  });

  it('is degraded while some realms cannot be served, and lost while none can', async () => {
    const knownRealms = () => [served('acme'), blocked('globex')];
    expect(await readinessOf({ ...PARTS, knownRealms })).toEqual({
      obstacles: [],
      degraded: ['Realm "globex" is not served: no key in globex'],
    });
    const { obstacles } = await readinessOf({ ...PARTS, knownRealms: () => [blocked('globex')] });
    expect(obstacles).toEqual(['Realm "globex" is not served: no key in globex']);
  });

  it('names a bounded number of realms, with a bounded text each', async () => {
    const long = { realm: 'long', reason: 'x'.repeat(10_000) };
    const others = Array.from({ length: 100 }, (_, i) => blocked(`realm-${i}`));
    const { degraded } = await readinessOf({
      ...PARTS,
      knownRealms: () => [served('acme'), long, ...others],
    });
    expect(degraded).toHaveLength(21);
    expect(degraded.at(-1)).toBe('81 more realms are not served');
    expect(degraded.join().length).toBeLessThan(5_000);
  });

  it('is degraded while the key file cannot be used', async () => {
    const { degraded } = await readinessOf({ ...PARTS, keyFileProblem: () => 'There is no file k.' });
    expect(degraded).toEqual(['BRIDGE_KEY_FILE: There is no file k. The keys before stay in force.']);
  });
});
