import { explainRequest, explainUser } from '../../../../bridge/protocol/explain.ts';
import type { ScimConfig } from '../../../../bridge/tenants/config.ts';
import { previewTenant } from '../../../../bridge/tenants/preview.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { explanationLines, storedLines } from '../../../../realm-config/render/explanation.ts';
import { createMemoryScim, type MemoryScim } from '../../../support/memory/memoryScim.ts';
import { user } from '../../../support/scim/messages.ts';

const quirks = await loadQuirks();

async function contextOf(scim: MemoryScim, config: Omit<ScimConfig, 'version'>) {
  const defaults = { publicUrl: 'https://scim.example.test', scanLimit: 100, quirks, mayAsk: () => true };
  const preview = { profile: 'generic', config: { version: 1, ...config } } as const;
  return { tenant: await previewTenant(scim.realm, defaults, preview), calls: [] };
}

async function explained(
  config: Omit<ScimConfig, 'version'>,
  after?: (scim: MemoryScim, id: string) => unknown,
) {
  const scim = await createMemoryScim(config);
  const { body } = await scim.send('POST', '/Users', user('Ann', { title: 'Chief' }));
  await after?.(scim, body.id as string);
  return explainUser(await contextOf(scim, config), body.id as string);
}

describe('the explanation of a user', () => {
  it('says that a user whom the realm hides is not shown', async () => {
    const hiding = { offboarding: { delete: 'hide' } } as const;
    const explanation = await explained(hiding, (scim, id) => scim.send('DELETE', `/Users/${id}`));
    expect(explanation?.hidden).toMatch(/was deleted through SCIM and is hidden .*404/);
    const text = explanation === undefined ? '' : storedLines(explanation).join('\n');
    expect(text).toContain('Hidden from SCIM.');
    expect(text).not.toMatch(/^ {4}shown as/m);
  });

  it('says of which source a user is that clients of other sources do not see', async () => {
    const config = { ownership: 'own' } as const;
    expect(await explained(config)).not.toHaveProperty('hidden');
    const scim = await createMemoryScim({});
    const id = await scim.realm.users.create({ username: 'bob', enabled: true, attributes: {} });
    const context = await contextOf(scim, config);
    expect((await explainUser(context, id))?.hidden).toMatch(/of no source .*404/);
  });

  it('shows what the bridge keeps for itself, and what it is for', async () => {
    const explanation = await explained({});
    const own = new Map(explanation?.own.map(({ name, values, meaning }) => [name, { values, meaning }]));
    expect(own.get('scim.lastModified')?.meaning).toContain('time of the last change');
    expect(own.get('scim.exact')?.meaning).toContain('as the client spelt them');
    expect(own.get('scim.lookup')?.values.every((value) => /^[0-9a-f]{64}$/.test(value)) ?? true).toBe(true);
    expect([...own.keys()].every((name) => name.startsWith('scim.'))).toBe(true);
  });

  it('shows the place of an e-mail address that Keycloak did not take', async () => {
    const explanation = await explained({ email: 'keep' }, (scim, id) =>
      scim.send('PUT', `/Users/${id}`, user('Ann', { emails: [{ value: 'No Address' }] })),
    );
    expect(explanation?.rows.find(({ scim }) => scim === 'emails')).toMatchObject({
      value: [{ value: 'No Address' }],
      keycloak: expect.arrayContaining([
        { target: 'attributes.scim.keptEmail', value: 'no address' },
      ]) as unknown,
    });
    expect(explanation?.own.find(({ name }) => name === 'scim.keptEmail')?.meaning).toMatch(/did not take/);
  });

  it('is without the attributes that rows store', async () => {
    const explanation = await explained({});
    const mapped = explanation?.rows.flatMap(({ keycloak }) => keycloak.map(({ target }) => target)) ?? [];
    expect(explanation?.own.filter(({ name }) => mapped.includes(`attributes.${name}`))).toEqual([]);
  });
});

describe('the explanation of a request', () => {
  it('tells operators what the journal would say, as of an e-mail address that another user has', async () => {
    const scim = await createMemoryScim({ email: 'keep' });
    const emails = [{ value: 'ann@example.com' }];
    await scim.send('POST', '/Users', user('ann', { emails }));
    const explanation = await explainRequest(await contextOf(scim, { email: 'keep' }), {
      ...{ method: 'POST', target: '/Users' },
      body: user('bob', { emails }),
    });
    const note = expect.stringMatching(/does not take the e-mail address: user "ann" .* has it/) as unknown;
    expect(explanation).toMatchObject({ answer: { status: 201 }, notes: [note] });
    expect(explanationLines(explanation).join('\n')).toMatch(
      /^Note +Keycloak does not take the e-mail address/m,
    );
    expect(await scim.realm.users.count()).toBe(1);
  });

  it.each([
    ['keep', 201, ['POST users', 'POST users']],
    ['refuse', 400, ['POST users']],
  ] as const)('foresees a malformed e-mail address, with "email": "%s"', async (email, status, calls) => {
    const scim = await createMemoryScim({ email });
    const body = user('bob', { emails: [{ value: 'no address' }] });
    const explanation = await explainRequest(await contextOf(scim, { email }), {
      ...{ method: 'POST', target: '/Users', body },
    });
    const written = await scim.send('POST', '/Users', body);
    expect(explanation.answer.status).toBe(status);
    expect(explanation.calls).toEqual(calls);
    expect([written.status, written.facts.notes]).toEqual([status, explanation.notes]);
    if (status === 400) expect(explanation.answer.detail).toBe((written.body as { detail: string }).detail);
  });

  it('names no quirk if there is no body that one could rewrite', async () => {
    const context = await contextOf(await createMemoryScim({}), {});
    const explanation = await explainRequest(context, { method: 'POST', target: '/Users', body: undefined });
    expect(explanation).toMatchObject({ quirks: [], answer: { status: 400 } });
  });
});
