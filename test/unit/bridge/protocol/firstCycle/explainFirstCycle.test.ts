import {
  explainFirstCycle,
  type FirstCycle,
} from '../../../../../bridge/protocol/firstCycle/explainFirstCycle.ts';
import type { ScimConfig } from '../../../../../bridge/tenants/config.ts';
import { previewTenant } from '../../../../../bridge/tenants/preview.ts';
import { loadQuirks } from '../../../../../mappers/rewriting/loadQuirks.ts';
import { parseJson } from '../../../../../scim/parseJson.ts';
import type { JsonObject } from '../../../../../scim/json.ts';
import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { user } from '../../../../support/scim/messages.ts';

const quirks = await loadQuirks();

/** A row of a provider's list. */
const row = (userName: string, email?: string, members: object = {}): object => ({
  userName,
  ...(email === undefined ? {} : { emails: [{ value: email, primary: true }] }),
  ...members,
});

async function explain(
  { realm }: MemoryScim,
  users: readonly object[],
  { config = {}, ...cycle }: Partial<FirstCycle> & { readonly config?: Omit<ScimConfig, 'version'> } = {},
) {
  const defaults = { publicUrl: 'https://scim.example.test', scanLimit: 100, quirks, mayAsk: () => true };
  const preview = { profile: 'generic', config: { version: 1, ...config } } as const;
  return explainFirstCycle(await previewTenant(realm, defaults, preview), {
    ...{ matchBy: ['externalId', 'userName'], source: undefined },
    ...cycle,
    users: parseJson(JSON.stringify(users)) as JsonObject[],
  });
}

async function realmWith(
  members: Parameters<typeof user>[1],
  config: Omit<ScimConfig, 'version'> = {},
): Promise<{ readonly scim: MemoryScim; readonly id: string }> {
  const scim = await createMemoryScim(config);
  const { body } = await scim.send('POST', '/Users', user('ann', members));
  return { scim, id: (body as { id: string }).id };
}

const ANN = { emails: [{ value: 'ann@example.com', primary: true }], externalId: '17' };

describe('the first cycle of a provider', () => {
  it('takes over whom it finds, by the first attribute that finds anybody, and creates the others', async () => {
    const { scim, id } = await realmWith(ANN);
    const { counts, users } = await explain(scim, [
      row('ann.lee', 'ann.lee@example.com', { externalId: '17' }),
      row('bob', 'bob@example.com'),
    ]);
    expect(users).toEqual([
      {
        ...{ row: 1, userName: 'ann.lee', outcome: 'adopted', match: 'externalId', status: 200 },
        ...{ user: { id, name: 'ann' }, changes: ['renamed'], notes: [] },
      },
      { row: 2, userName: 'bob', outcome: 'created', status: 201, changes: [], notes: [] },
    ]);
    expect(counts).toMatchObject({ adopted: 1, created: 1, conflict: 0 });
    expect(await scim.realm.users.count()).toBe(1);
  });

  it('leaves alone who is as the provider sends', async () => {
    const { scim, id } = await realmWith(ANN);
    const { users } = await explain(scim, [row('ann', 'ann@example.com')]);
    expect(users).toMatchObject([{ outcome: 'unchanged', match: 'userName', user: { id, name: 'ann' } }]);
  });

  it('enables a disabled user, unless the list says that the user is not active', async () => {
    const { scim } = await realmWith({ ...ANN, active: false });
    const outcomeOf = async (members: object) =>
      (await explain(scim, [row('ann', undefined, members)])).users[0];
    expect(await outcomeOf({})).toMatchObject({ outcome: 'adopted', changes: ['enabled'] });
    expect(await outcomeOf({ active: false })).toMatchObject({ changes: [] });
  });

  it('meets a taken e-mail address as the provider and the realm want it', async () => {
    const { scim, id } = await realmWith(ANN);
    const users = [row('a.lee', 'ann@example.com')];
    const holder = { id, name: 'ann' };
    const refused = await explain(scim, users);
    expect(refused.users).toMatchObject([{ outcome: 'conflict', status: 409, conflicts: [holder] }]);
    const found = await explain(scim, users, { matchBy: ['userName', 'email'] });
    expect(found.users).toMatchObject([{ outcome: 'adopted', match: 'email', user: holder }]);
    const kept = await explain(scim, users, { config: { email: 'keep' } });
    expect(kept.users).toMatchObject([
      { outcome: 'created', notes: [expect.stringContaining('does not take the e-mail address')] },
    ]);
  });

  it('sees only users of its own source, and is told 409 about the others', async () => {
    const { scim, id } = await realmWith(ANN);
    const config = { ownership: 'own' } as const;
    const users = [row('ann')];
    expect((await explain(scim, users, { config })).users).toMatchObject([{ outcome: 'unchanged' }]);
    expect((await explain(scim, users, { config, source: 'okta' })).users).toMatchObject([
      { outcome: 'conflict', conflicts: [{ id, name: 'ann' }] },
    ]);
  });

  it('restores a user who was deleted and hidden', async () => {
    const config = { offboarding: { delete: 'hide' } } as const;
    const { scim, id } = await realmWith(ANN, config);
    await scim.send('DELETE', `/Users/${id}`);
    expect((await explain(scim, [row('ann')], { config })).users).toMatchObject([
      { outcome: 'restored', user: { id, name: 'ann' } },
    ]);
  });

  it('is refused a break-glass account', async () => {
    const { scim } = await realmWith(ANN);
    const config = { protection: { breakGlass: ['ann*'] } };
    const { users } = await explain(scim, [row('ann', 'other@example.com'), row('anna')], { config });
    expect(users).toMatchObject([
      { outcome: 'protected', status: 403, match: 'userName' },
      { outcome: 'protected', status: 403, notes: [expect.any(String), 'Break-glass pattern: "ann*"'] },
    ]);
    expect(users[1]).not.toHaveProperty('match');
  });

  it('is told which rows of its list are about the same user', async () => {
    const { scim } = await realmWith(ANN);
    const { users } = await explain(scim, [
      row('ann', undefined, { externalId: '17' }),
      row('ANN'),
      row('bob', 'bob@example.com'),
      row('Bob'),
      row('robert', 'BOB@example.com'),
    ]);
    expect(users.map(({ outcome, conflicts = [] }) => [outcome, ...conflicts])).toEqual([
      ['unchanged'],
      ['conflict', { row: 1 }],
      ['created'],
      ['conflict', { row: 3 }],
      ['conflict', { row: 3 }],
    ]);
  });

  it('is refused what is no user, row by row', async () => {
    const scim = await createMemoryScim();
    const { users } = await explain(scim, [row(''), { userName: 7, active: [] }, {}, row('bob')]);
    expect(users.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['refused', 400],
      ['refused', 400],
      ['refused', 400],
      ['created', 201],
    ]);
    expect(users[2]).toMatchObject({ notes: [expect.stringContaining('userName')] });
  });
});
