import type { NewUser } from '../../../../../bridge/keycloak/port/users.ts';
import { createGrantResolver } from '../../../../../bridge/lifecycle/onboarding/grants.ts';
import { createRollback, partialUser } from '../../../../../bridge/lifecycle/onboarding/rollback.ts';
import { createTransientState } from '../../../../../bridge/state/state.ts';
import { createOnboarding } from '../../../../../bridge/lifecycle/onboarding/onboarding.ts';
import { ScimError } from '../../../../../scim/errors.ts';
import { objectOf, type Json } from '../../../../../scim/json.ts';
import type { OnboardingRules } from '../../../../../bridge/tenants/config.ts';
import { lifecycleFixture, type LifecycleFixture } from '../fixture.ts';

function newOnboarding() {
  const state = createTransientState();
  return createOnboarding({
    locks: state.locks,
    rollback: createRollback({ state, onProblem: () => undefined }),
  });
}

const USER: NewUser = {
  username: 'ann',
  email: 'ann@a.test',
  enabled: true,
  attributes: { 'scim.lastModified': ['2026-01-01T00:00:00.000Z'] },
  createdTimestamp: 7,
};

const PARTIAL = partialUser(USER);

const onboard = (
  fixture: LifecycleFixture,
  members: Partial<NewUser> = {},
  resource: Record<string, Json> = {},
) =>
  newOnboarding().create(fixture.context, objectOf([['userName', 'ann'], ...Object.entries(resource)]), {
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
  it('creates the user as mapped if the realm has no rules', async () => {
    const fixture = lifecycleFixture(undefined);
    expect(await onboard(fixture)).toEqual({ id: 'u1', user: USER });
    expect(fixture.calls).toEqual(['create']);
  });

  it.each([
    { rule: true, mapped: undefined, gets: true },
    { rule: true, mapped: false, gets: false },
    { rule: false, mapped: true, gets: true },
    { rule: undefined, mapped: undefined, gets: undefined },
  ])(
    'sets emailVerified to $gets for the rule $rule and the mapping $mapped',
    async ({ rule, mapped, gets }) => {
      const fixture = lifecycleFixture(rule === undefined ? {} : { emailVerified: rule });
      const { user } = await onboard(fixture, mapped === undefined ? {} : { emailVerified: mapped });
      expect(user.emailVerified).toBe(gets);
    },
  );

  const RULES: OnboardingRules = {
    realmRoles: ['employee'],
    clientRoles: { shop: ['buyer'] },
    groups: ['/staff'],
    identityProvider: { alias: 'corp', userId: 'externalId' },
    invitation: { actions: ['UPDATE_PASSWORD'] },
  };

  const withGrants = (): LifecycleFixture => {
    const fixture = lifecycleFixture(RULES);
    for (const role of ['employee', 'shop/buyer']) fixture.roles.add(role);
    fixture.groups.add('/staff');
    return fixture;
  };

  it('reports what the user was given', async () => {
    const fixture = withGrants();
    await onboard(fixture, {}, { externalId: 'E1' });
    expect(fixture.changes).toEqual([
      { what: 'rolesGiven', names: ['employee', 'shop.buyer'] },
      { what: 'groupsGiven', names: ['/staff'] },
      { what: 'linked', names: ['corp'] },
      { what: 'invited' },
    ]);
  });

  it('reports nothing of a user that is deleted again', async () => {
    const fixture = withGrants();
    fixture.fail('mail', 'unexpected');
    await refusal(onboard(fixture, {}, { externalId: 'E1' }));
    expect(fixture.changes).toEqual([]);
  });

  it('looks existing roles and groups up once, and missing ones on every request', async () => {
    const fixture = lifecycleFixture({ realmRoles: ['staff'], groups: ['/g'] });
    const onboarding = newOnboarding();
    const create = () => onboarding.create(fixture.context, objectOf([]), USER);
    fixture.groups.add('/g');
    await refusal(create());
    await refusal(create());
    expect(fixture.calls).toEqual(['find role', 'find group', 'find role']);
    fixture.roles.add('staff');
    await create();
    fixture.calls.length = 0;
    await create();
    expect(fixture.calls).toEqual(['create', 'give', '+staff']);
  });

  it('trusts a cached role for 30 seconds', async () => {
    let now = 1_000;
    const resolver = createGrantResolver(() => now);
    const fixture = lifecycleFixture({});
    fixture.roles.add('staff');
    const resolve = () => resolver.resolve(fixture.tenant.realm, { realmRoles: ['staff'] });
    await resolve();
    now += 29_000;
    await resolve();
    expect(fixture.calls).toHaveLength(1);
    now += 2_000;
    fixture.roles.clear();
    await refusal(resolve());
  });

  it.each([
    { realm: 'acme', rules: { clientRoles: { 'realm-management': ['view-users'] } } },
    { realm: 'master', rules: { clientRoles: { 'acme-realm': ['view-users'] } } },
    { realm: 'master', rules: { realmRoles: ['admin'] } },
    { realm: 'master', rules: { realmRoles: ['create-realm'] } },
  ] as { realm: string; rules: OnboardingRules }[])(
    'refuses to give administration roles: $rules in realm $realm',
    async ({ rules, realm }) => {
      const fixture = lifecycleFixture(rules, realm);
      for (const id of ['realm-management/view-users', 'acme-realm/view-users', 'admin', 'create-realm']) {
        fixture.roles.add(id);
      }
      const error = await refusal(onboard(fixture));
      expect([error.code, error.message]).toEqual([
        'misconfigured',
        expect.stringMatching(/names a (realm|client) role that must not be given\.$/),
      ]);
      expect(error.hint).toMatch(/^scim\.config#\/onboarding\/\S+: The .* grants realm administration/);
      expect(fixture.users.size).toBe(0);
    },
  );

  it.each([
    { value: 'E1', linked: 'E1' },
    { value: ' E1 ', linked: 'E1' },
    { value: '', linked: undefined },
    { value: undefined, linked: undefined },
  ])('links the account $linked if the client sends $value', async ({ value, linked }) => {
    const fixture = lifecycleFixture({ identityProvider: { alias: 'corp', userId: 'externalId' } });
    const { user } = await onboard(fixture, {}, value === undefined ? {} : { externalId: value });
    expect(user.identity).toEqual(
      linked === undefined ? undefined : { provider: 'corp', userId: linked, userName: 'ann' },
    );
    expect(fixture.notes).toHaveLength(linked === undefined ? 1 : 0);
  });

  it('names the attribute in the identity provider rule that no schema has', async () => {
    const rule = { alias: 'corp', userId: 'externlId' };
    const error = await refusal(onboard(lifecycleFixture({ identityProvider: rule })));
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
  ])('sends an invitation with $mail', async ({ rule, mail }) => {
    const fixture = lifecycleFixture({ invitation: rule });
    await onboard(fixture);
    expect(fixture.mails).toEqual([mail]);
  });

  it('names a cached group that has been deleted since', async () => {
    const fixture = lifecycleFixture({ groups: ['/g'] });
    fixture.groups.add('/g');
    const onboarding = newOnboarding();
    const create = () => onboarding.create(fixture.context, objectOf([]), USER);
    await create();
    fixture.fail('create', 'unexpected');
    await expect(create()).rejects.toThrow('create failed');
    fixture.groups.clear();
    expect((await refusal(create())).hint).toBe('scim.config#/onboarding/groups/0: There is no group "/g".');
  });
});

describe('createRollback', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
  const withDelays = (problems: string[], retryDelaysMs = [5, 5, 5]) =>
    createRollback({
      state: createTransientState(),
      onProblem: (realm, sentence) => problems.push(`${realm}: ${sentence}`),
      retryDelaysMs,
    });

  it.each([
    { failures: 0, now: true, left: 0, expected: [] },
    { failures: 2, now: false, left: 0, expected: [] },
    {
      failures: 9,
      now: false,
      left: 1,
      expected: ['acme: User "ann" is incomplete; delete it in Keycloak.'],
    },
  ])('retries the deletion after $failures failures', async ({ failures, now, left, expected }) => {
    const fixture = lifecycleFixture({});
    const problems: string[] = [];
    const id = await fixture.tenant.realm.users.create(USER);
    fixture.fail('delete', 'unavailable', failures);
    expect(await withDelays(problems).remove(fixture.tenant.realm, id, PARTIAL)).toBe(now);
    await settled();
    expect(fixture.users.size).toBe(left);
    expect(problems).toEqual(expected);
  });

  it('keeps a user that a client has changed meanwhile, and reports it', async () => {
    const fixture = lifecycleFixture({});
    const problems: string[] = [];
    const id = await fixture.tenant.realm.users.create(USER);
    fixture.fail('delete', 'unavailable', 1);
    await withDelays(problems).remove(fixture.tenant.realm, id, PARTIAL);
    const attributes = { 'scim.lastModified': ['2026-01-02T00:00:00.000Z'] };
    fixture.users.set(id, { ...fixture.users.get(id)!, attributes }); // eslint-disable-line @typescript-eslint/no-non-null-assertion -- it has just been created
    await settled();
    expect(fixture.users.size).toBe(1);
    expect(problems).toEqual(['acme: User "ann" lacks what the rules give to new ones.']);
  });

  it('deletes a user that appears later, and reports nothing if none appears', async () => {
    const fixture = lifecycleFixture({});
    const problems: string[] = [];
    const rollback = withDelays(problems, [5, 30]);
    rollback.discardIfCreated(fixture.tenant.realm, PARTIAL);
    await new Promise((resolve) => setTimeout(resolve, 15));
    await fixture.tenant.realm.users.create(USER);
    await settled();
    expect(fixture.users.size).toBe(0);
    rollback.discardIfCreated(fixture.tenant.realm, PARTIAL);
    await settled();
    expect(problems).toEqual([]);
  });

  it('completes a pending deletion of the same name at once, and deletes no other user', async () => {
    const fixture = lifecycleFixture({});
    const rollback = withDelays([], [10_000]);
    await fixture.tenant.realm.users.create(USER);
    await rollback.completePending(fixture.tenant.realm, PARTIAL);
    expect(fixture.users.size).toBe(1);
    rollback.discardIfCreated(fixture.tenant.realm, PARTIAL);
    await rollback.completePending(fixture.tenant.realm, partialUser({ ...USER, username: 'ANN' }));
    expect(fixture.users.size).toBe(0);
  });
});
