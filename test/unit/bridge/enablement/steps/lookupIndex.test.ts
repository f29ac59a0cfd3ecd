import type { RealmSetup } from '../../../../../bridge/keycloak/setup/realmSetup.ts';
import { applySteps } from '../../../../../bridge/enablement/steps/step.ts';
import { lookupIndex } from '../../../../../bridge/enablement/steps/lookupIndex.ts';
import type { DesiredRealm } from '../../../../../bridge/enablement/plan/desiredRealm.ts';
import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { user } from '../../../../support/scim/messages.ts';
import { tenantWith } from '../../resources/tenant.ts';

/** Brings the users of a realm into the index; returns whether anybody was written. */
async function index({ realm }: MemoryScim): Promise<string[]> {
  const outcomes: string[] = [];
  const { profile, config } = tenantWith();
  await applySteps([lookupIndex], {
    setup: { realm } as RealmSetup,
    desired: { profile, config } as DesiredRealm,
    options: {
      ...{ quirks: new Map(), label: '', publicUrl: '', bridgeClientId: '' },
      report: (_text, outcome) => outcomes.push(outcome),
    },
  });
  return outcomes;
}

describe('the index of lookup keys', () => {
  it('has the e-mail addresses that Keycloak did not take', async () => {
    const scim = await createMemoryScim({ email: 'keep' });
    const { body } = await scim.send('POST', '/Users', user('ann', { emails: [{ value: 'No Address' }] }));
    const id = String(body.id);
    expect(await index(scim)).toEqual(['kept']);

    const { username = '', attributes } = (await scim.realm.users.get(id)) ?? {};
    const keys = attributes?.['scim.lookup'];
    expect(keys).toHaveLength(1);
    await scim.realm.users.replace(id, { username, attributes: { ...attributes, 'scim.lookup': [] } });
    expect(await index(scim)).toEqual(['changed']);
    expect(await scim.realm.users.get(id)).toMatchObject({
      attributes: { 'scim.lookup': keys, 'scim.keptEmail': ['no address'] },
    });
  });
});
