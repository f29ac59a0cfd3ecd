import type { RealmSetup } from '../../../../../bridge/keycloak/setup/realmSetup.ts';
import { applySteps } from '../../../../../bridge/enablement/steps/step.ts';
import { lookupIndex } from '../../../../../bridge/enablement/steps/lookupIndex.ts';
import type { DesiredRealm } from '../../../../../bridge/enablement/plan/desiredRealm.ts';
import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../../support/scim/messages.ts';
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

  it('undoes nothing that was written since the users were listed', async () => {
    const scim = await createMemoryScim();
    const { realm } = scim;
    const { body } = await scim.send('POST', '/Users', user('bob', { externalId: 'b-1', title: 'Buyer' }));
    const id = String(body.id);
    const { username = '', attributes } = (await realm.users.get(id)) ?? {};
    await realm.users.replace(id, { username, attributes: { ...attributes, 'scim.lookup': [] } });
    const listed = realm.users.find.bind(realm.users);
    let isListed = false;
    realm.users.find = async (...query) => {
      const found = await listed(...query);
      if (!isListed) {
        isListed = true;
        await scim.send(
          'PATCH',
          `/Users/${id}`,
          patch({ op: 'replace', value: { active: false, title: 'Lead' } }),
        );
        await realm.users.replace(id, {
          username,
          attributes: { ...attributes, title: ['Lead'], 'scim.lookup': [] },
        });
      }
      return found;
    };
    expect(await index(scim)).toEqual(['changed']);
    expect(await realm.users.get(id)).toMatchObject({
      enabled: false,
      attributes: { title: ['Lead'], 'scim.lookup': attributes?.['scim.lookup'] },
    });
  });
});
