import type { NewUser } from '../../../../../bridge/keycloak/port/users.ts';
import { createGivenFinder } from '../../../../../bridge/lifecycle/onboarding/grants.ts';
import { createHalfMade, halfUser } from '../../../../../bridge/lifecycle/onboarding/rollback.ts';
import { createLocks } from '../../../../../bridge/state/locks.ts';
import { createOnboarding } from '../../../../../bridge/lifecycle/onboarding/onboarding.ts';
import { ScimError } from '../../../../../scim/errors.ts';
import { objectOf, type Json } from '../../../../../scim/json.ts';
import type { OnboardingRules } from '../../../../../bridge/tenants/config.ts';
import { lifecycleStage, type Stage } from '../fixture.ts';

function newOnboarding() {
  const locks = createLocks();
  return createOnboarding({ locks, halfMade: createHalfMade({ locks, onProblem: () => undefined }) });
}

const USER: NewUser = {
  username: 'ann',
  email: 'ann@a.test',
  enabled: true,
  attributes: { 'scim.lastModified': ['2026-01-01T00:00:00.000Z'] },
  createdTimestamp: 7,
};

const HALF = halfUser(USER);

const onboard = (stage: Stage, members: Partial<NewUser> = {}, resource: Record<string, Json> = {}) =>
  newOnboarding().create(stage.context, objectOf([['userName', 'ann'], ...Object.entries(resource)]), {
    ...USER,
    ...members,
  });

async function refusal(work: Promise<unknown>): Promise<ScimError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ScimError) return error;
  throw new Error(`no ScimError: ${String(error)}`);
}

describe('createOnboarding', () => {
  it('creates as it is told where there are no rules', async () => {
    const stage = lifecycleStage(undefined);
    expect(await onboard(stage)).toEqual({ id: 'u1', user: USER });
    expect(stage.calls).toEqual(['create']);
  });

  it.each([
    { rule: true, mapped: undefined, gets: true },
    { rule: true, mapped: false, gets: false },
    { rule: false, mapped: true, gets: true },
    { rule: undefined, mapped: undefined, gets: undefined },
  ])('emailVerified: rule $rule and mapping $mapped give $gets', async ({ rule, mapped, gets }) => {
    const stage = lifecycleStage(rule === undefined ? {} : { emailVerified: rule });
    const { user } = await onboard(stage, mapped === undefined ? {} : { emailVerified: mapped });
    expect(user.emailVerified).toBe(gets);
  });

  it('looks for names once, and for those that are missing every time', async () => {
    const stage = lifecycleStage({ realmRoles: ['staff'], groups: ['/g'] });
    const onboarding = newOnboarding();
    const create = () => onboarding.create(stage.context, objectOf([]), USER);
    stage.groups.add('/g');
    await refusal(create());
    await refusal(create());
    expect(stage.calls).toEqual(['find role', 'find group', 'find role']);
    stage.roles.add('staff');
    await create();
    stage.calls.length = 0;
    await create();
    expect(stage.calls).toEqual(['create', 'give', '+staff']);
  });

  it('believes what it found for half a minute', async () => {
    let now = 1_000;
    const finder = createGivenFinder(() => now);
    const stage = lifecycleStage({});
    stage.roles.add('staff');
    const find = () => finder.find(stage.tenant.realm, { realmRoles: ['staff'] });
    await find();
    now += 29_000;
    await find();
    expect(stage.calls).toHaveLength(1);
    now += 2_000;
    stage.roles.clear();
    await refusal(find());
  });

  it.each([
    { realm: 'acme', rules: { clientRoles: { 'realm-management': ['view-users'] } } },
    { realm: 'master', rules: { clientRoles: { 'acme-realm': ['view-users'] } } },
    { realm: 'master', rules: { realmRoles: ['admin'] } },
    { realm: 'master', rules: { realmRoles: ['create-realm'] } },
  ] as { realm: string; rules: OnboardingRules }[])(
    'gives no administration: $rules in $realm',
    async (given) => {
      const stage = lifecycleStage(given.rules, given.realm);
      for (const id of ['realm-management/view-users', 'acme-realm/view-users', 'admin', 'create-realm']) {
        stage.roles.add(id);
      }
      const error = await refusal(onboard(stage));
      expect([error.code, error.message]).toEqual([
        'misconfigured',
        expect.stringMatching(/names a (realm|client) role that must not be given\.$/),
      ]);
      expect(error.hint).toMatch(/^scim\.config#\/onboarding\/\S+: The .* grants realm administration/);
      expect(stage.users.size).toBe(0);
    },
  );

  it.each([
    { value: 'E1', linked: 'E1' },
    { value: ' E1 ', linked: 'E1' },
    { value: '', linked: undefined },
    { value: undefined, linked: undefined },
  ])('links by the value $value', async ({ value, linked }) => {
    const stage = lifecycleStage({ identityProvider: { alias: 'corp', userId: 'externalId' } });
    const { user } = await onboard(stage, {}, value === undefined ? {} : { externalId: value });
    expect(user.identity).toEqual(
      linked === undefined ? undefined : { provider: 'corp', userId: linked, userName: 'ann' },
    );
    expect(stage.notes).toHaveLength(linked === undefined ? 1 : 0);
  });

  it('names the attribute of a link that no schema has', async () => {
    const rule = { alias: 'corp', userId: 'externlId' };
    const error = await refusal(onboard(lifecycleStage({ identityProvider: rule })));
    expect([error.code, error.hint]).toEqual([
      'misconfigured',
      'scim.config#/onboarding/identityProvider/userId: "externlId" is not an attribute of User.',
    ]);
  });

  it.each([
    { rule: {}, mail: { actions: ['UPDATE_PASSWORD'] } },
    {
      rule: { actions: ['A'], lifespanMinutes: 2, clientId: 'shop', redirectUri: 'https://shop.test' },
      mail: { actions: ['A'], lifespanSeconds: 120, clientId: 'shop', redirectUri: 'https://shop.test' },
    },
  ])('invites with $mail', async ({ rule, mail }) => {
    const stage = lifecycleStage({ invitation: rule });
    await onboard(stage);
    expect(stage.mails).toEqual([mail]);
  });

  it('names a group that vanished after it was found', async () => {
    const stage = lifecycleStage({ groups: ['/g'] });
    stage.groups.add('/g');
    const onboarding = newOnboarding();
    const create = () => onboarding.create(stage.context, objectOf([]), USER);
    await create();
    stage.fail('create', 'unexpected');
    await expect(create()).rejects.toThrow('create failed');
    stage.groups.clear();
    expect((await refusal(create())).hint).toBe('scim.config#/onboarding/groups/0: There is no group "/g".');
  });
});

describe('createHalfMade', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
  const withPauses = (problems: string[], pauses = [5, 5, 5]) =>
    createHalfMade({
      locks: createLocks(),
      onProblem: (realm, sentence) => problems.push(`${realm}: ${sentence}`),
      pauses,
    });

  it.each([
    { failures: 0, now: true, left: 0, told: [] },
    { failures: 2, now: false, left: 0, told: [] },
    { failures: 9, now: false, left: 1, told: ['acme: User "ann" is half made; delete it in Keycloak.'] },
  ])('tries again after $failures failures', async ({ failures, now, left, told }) => {
    const stage = lifecycleStage({});
    const problems: string[] = [];
    const id = await stage.tenant.realm.users.create(USER);
    stage.fail('delete', 'unavailable', failures);
    expect(await withPauses(problems).remove(stage.tenant.realm, id, HALF)).toBe(now);
    await settled();
    expect(stage.users.size).toBe(left);
    expect(problems).toEqual(told);
  });

  it('leaves one alone whom a client has changed meanwhile, and says so', async () => {
    const stage = lifecycleStage({});
    const problems: string[] = [];
    const id = await stage.tenant.realm.users.create(USER);
    stage.fail('delete', 'unavailable', 1);
    await withPauses(problems).remove(stage.tenant.realm, id, HALF);
    const attributes = { 'scim.lastModified': ['2026-01-02T00:00:00.000Z'] };
    stage.users.set(id, { ...stage.users.get(id)!, attributes }); // eslint-disable-line @typescript-eslint/no-non-null-assertion -- it has just been made
    await settled();
    expect(stage.users.size).toBe(1);
    expect(problems).toEqual(['acme: User "ann" lacks what the rules give to new ones.']);
  });

  it('waits for one who may yet come, and is silent when nobody does', async () => {
    const stage = lifecycleStage({});
    const problems: string[] = [];
    const halfMade = withPauses(problems, [5, 30]);
    halfMade.expect(stage.tenant.realm, HALF);
    await new Promise((resolve) => setTimeout(resolve, 15));
    await stage.tenant.realm.users.create(USER);
    await settled();
    expect(stage.users.size).toBe(0);
    halfMade.expect(stage.tenant.realm, HALF);
    await settled();
    expect(problems).toEqual([]);
  });

  it('deletes at once when another of the name is to be made, and nobody else', async () => {
    const stage = lifecycleStage({});
    const halfMade = withPauses([], [10_000]);
    await stage.tenant.realm.users.create(USER);
    await halfMade.settle(stage.tenant.realm, HALF);
    expect(stage.users.size).toBe(1);
    halfMade.expect(stage.tenant.realm, HALF);
    await halfMade.settle(stage.tenant.realm, halfUser({ ...USER, username: 'ANN' }));
    expect(stage.users.size).toBe(0);
  });
});
