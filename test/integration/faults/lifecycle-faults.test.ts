/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { hangs, losesTheAnswer, resets, undisturbed, type Fault } from '../../support/servers/faults.ts';
import { patch } from '../../support/scim/messages.ts';
import { accessToken } from '../../support/keycloak/tokenEndpoint.ts';
import type { Answer } from '../../support/scim/send.ts';

const TIMEOUT = 1_500;

const RULES = {
  onboarding: {
    groups: ['/staff'],
    realmRoles: ['employee'],
    clientRoles: { shop: ['buyer'] },
    requiredActions: ['CONFIGURE_TOTP'],
    identityProvider: { alias: 'corp', userId: 'externalId' },
  },
  offboarding: { delete: 'hide' },
  groups: {
    roles: [
      { group: 'sales*', realmRoles: ['seller'], clientRoles: { shop: ['buyer'] } },
      { group: 'money*', realmRoles: ['payer'] },
    ],
  },
};

let bridge: TestBridge;
let groups: TestRealm;
let roles: TestRealm;

/** What the rules name. */
async function prepare(realm: string): Promise<void> {
  const { admin } = bridge;
  for (const name of ['employee', 'seller', 'payer']) await admin.roles.create({ realm, name });
  const { id } = await admin.clients.create({
    realm,
    clientId: 'shop',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
  await admin.clients.createRole({ realm, id, name: 'buyer' });
  await admin.groups.create({ realm, name: 'staff' });
  await admin.identityProviders.create({
    realm,
    alias: 'corp',
    providerId: 'oidc',
    enabled: true,
    config: {
      clientId: 'a',
      clientSecret: 'b',
      authorizationUrl: 'https://a.test/a',
      tokenUrl: 'https://a.test/t',
    },
  });
}

beforeAll(async () => {
  bridge = await startTestBridge({ KEYCLOAK_TIMEOUT_MS: String(TIMEOUT), REFRESH_AFTER_MS: '600000' });
  groups = await bridge.realm({ lifecycle: RULES, before: prepare });
  roles = await bridge.realm({ lifecycle: { groups: { as: 'roles' } } });
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(() => bridge.close());

/** What can become of any call to Keycloak. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'is answered 500': (_request, response) => {
    response.writeHead(500).end('trouble');
  },
  'is answered with no JSON': (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Welcome</h1>');
  },
};

/** What can become of a change besides, so that nobody knows whether it was made. */
const FAULTS_OF_WRITES: typeof FAULTS = {
  'is done, and its answer lost': losesTheAnswer,
  'is not answered in time': hangs(TIMEOUT * 2),
};

/** A call without what differs from one realm, or one time, to another. */
const routeOf = (method: string, url: string): string =>
  `${method} ${url
    .replace(/^\/admin\/realms\/[^/]+/, '')
    .replace(/\?.*/, '')
    .replace(/[0-9a-f-]{36}/g, '{id}')
    .replace(/(roles|consents)\/[^/]+/, '$1/{name}')}`;

/** Lets the first call of a route go wrong, and all that follow when Keycloak is away from there on. */
function breaks(route: string, fault: Fault, isAway = false): void {
  let isOver = false;
  let isBroken = false;
  bridge.proxy.intercept((request, response) => {
    if (isOver || !request.url?.startsWith('/admin/')) return false;
    isBroken ||= routeOf(request.method ?? '', request.url) === route;
    if (!isBroken) return false;
    isOver = !isAway;
    fault(request, response);
    return true;
  });
}

/** One request, and what Keycloak has afterwards. */
interface Stage {
  readonly ask: () => Promise<Answer>;
  /** What Keycloak has of what the request is about, without ids. */
  readonly state: () => Promise<unknown>;
}

interface Scenario {
  readonly name: string;
  readonly status: number;
  /** Makes what the request needs; `n` is another one each time. */
  readonly arrange: (n: string) => Promise<Stage>;
  /** Whether a failed request leaves things as they were. */
  readonly isAtomic?: boolean;
}

async function made(realm: TestRealm, path: string, body: unknown): Promise<string> {
  const answer = await realm.scim('POST', path, body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return String(answer.body.id);
}

const person = (n: string, more: Record<string, unknown> = {}) => ({
  userName: `u-${n}`,
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ value: `u-${n}@example.test`, primary: true }],
  externalId: `ext-${n}`,
  ...more,
});

const namesOf = (list: readonly { name?: string }[] = []): string[] =>
  list.map(({ name = '' }) => name).sort();

/** All that Keycloak has of a user. */
async function userState(realm: string, username: string): Promise<unknown> {
  const { admin } = bridge;
  const [user] = await admin.users.find({ realm, username, exact: true });
  if (user?.id === undefined) return 'nobody';
  const at = { realm, id: user.id };
  const [mappings, itsGroups, identities, sessions, consents] = await Promise.all([
    admin.users.listRoleMappings(at),
    admin.users.listGroups(at),
    admin.users.listFederatedIdentities(at),
    admin.users.listSessions(at),
    admin.users.listConsents(at),
  ]);
  const ofClients = Object.values(mappings.clientMappings ?? {}) as { mappings: { name: string }[] }[];
  return {
    enabled: user.enabled,
    email: user.email?.replace(username, 'u'),
    hidden: user.attributes?.['scim.hidden'],
    title: user.attributes?.title,
    requiredActions: user.requiredActions,
    realmRoles: namesOf(mappings.realmMappings).filter((name) => !name.startsWith('default-roles')),
    clientRoles: ofClients.flatMap((one) => namesOf(one.mappings)),
    groups: namesOf(itsGroups).map((name) => name.replace(/\d.*/, '')),
    identities: identities.length,
    sessions: sessions.length,
    offline: consents.filter((one) => JSON.stringify(one).includes('Offline')).length,
  };
}

/** All that Keycloak has of the groups whose names end so. */
async function groupState(realm: string, n: string): Promise<unknown> {
  const { admin } = bridge;
  const found = (await admin.groups.find({ realm, search: n })).filter(({ name }) => name?.endsWith(n));
  return Promise.all(
    found.map(async ({ id = '', name = '' }) => {
      const held = await admin.groups.listRoleMappings({ realm, id });
      const ofClients = Object.values(held.clientMappings ?? {}) as { mappings: { name: string }[] }[];
      return {
        name: name.replace(n, ''),
        roles: [...namesOf(held.realmMappings), ...ofClients.flatMap((one) => namesOf(one.mappings))],
        members: (await admin.groups.listMembers({ realm, id })).length,
      };
    }),
  );
}

/** All that Keycloak has of the roles whose names end so. */
async function roleState(realm: string, n: string): Promise<unknown> {
  const { admin } = bridge;
  const found = (await admin.roles.find({ realm, search: n })).filter(({ name }) => name?.endsWith(n));
  return Promise.all(
    found.map(async ({ name = '' }) => ({
      name: name.replace(n, ''),
      holders: (await admin.roles.findUsersWithRole({ realm, name })).length,
    })),
  );
}

/** Logs a person in, with a session and an offline token. */
async function logIn(realm: string, username: string): Promise<void> {
  for (const scope of ['openid', 'openid offline_access']) {
    await accessToken(realm, {
      grant_type: 'password',
      client_id: 'shop',
      username,
      password: 'a password',
      scope,
    });
  }
}

const rename = (realm: TestRealm, id: string, displayName: string) => () =>
  realm.scim('PATCH', `/Groups/${id}`, patch({ op: 'replace', value: { displayName } }));

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a new user, with everything that the rules give',
    status: 201,
    isAtomic: true,
    arrange: (n) =>
      Promise.resolve({
        ask: () => groups.scim('POST', '/Users', person(n)),
        state: () => userState(groups.name, `u-${n}`),
      }),
  },
  {
    name: 'a deactivation',
    status: 200,
    async arrange(n) {
      const id = await made(groups, '/Users', person(n));
      const credentials = [{ type: 'password', value: 'a password', temporary: false }];
      await bridge.admin.users.update({ realm: groups.name, id }, { requiredActions: [], credentials });
      await logIn(groups.name, `u-${n}`);
      return {
        ask: () =>
          groups.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false })),
        state: () => userState(groups.name, `u-${n}`),
      };
    },
  },
  {
    name: 'a deletion that hides',
    status: 204,
    async arrange(n) {
      const id = await made(groups, '/Users', person(n));
      return {
        ask: () => groups.scim('DELETE', `/Users/${id}`),
        state: () => userState(groups.name, `u-${n}`),
      };
    },
  },
  {
    name: 'somebody hidden who comes back',
    status: 201,
    async arrange(n) {
      const id = await made(groups, '/Users', person(n));
      await made(groups, '/Groups', { displayName: `plain-${n}`, members: [{ value: id }] });
      await groups.scim('DELETE', `/Users/${id}`);
      return {
        ask: () => groups.scim('POST', '/Users', person(n, { title: 'back' })),
        state: () => userState(groups.name, `u-${n}`),
      };
    },
  },
  {
    name: 'another person who gets the user name of somebody hidden',
    status: 201,
    async arrange(n) {
      const id = await made(groups, '/Users', person(n, { password: 'the password of then' }));
      await groups.scim('DELETE', `/Users/${id}`);
      return {
        ask: () => groups.scim('POST', '/Users', person(n, { externalId: `other-${n}` })),
        state: () => userState(groups.name, `u-${n}`),
      };
    },
  },
  {
    name: 'a new user with the address of somebody hidden',
    status: 201,
    async arrange(n) {
      const former = await made(groups, '/Users', person(`${n}-former`, { emails: person(n).emails }));
      await groups.scim('DELETE', `/Users/${former}`);
      return {
        ask: () => groups.scim('POST', '/Users', person(n)),
        state: () => userState(groups.name, `u-${n}`),
      };
    },
  },
  {
    name: 'a new group, with roles and a member',
    status: 201,
    isAtomic: true,
    async arrange(n) {
      const value = await made(groups, '/Users', person(n));
      return {
        ask: () => groups.scim('POST', '/Groups', { displayName: `sales-${n}`, members: [{ value }] }),
        state: () => groupState(groups.name, n),
      };
    },
  },
  {
    name: 'a group that is renamed into other roles',
    status: 204,
    isAtomic: true,
    async arrange(n) {
      const id = await made(groups, '/Groups', { displayName: `sales-${n}` });
      return { ask: rename(groups, id, `money-${n}`), state: () => groupState(groups.name, n) };
    },
  },
  {
    name: 'a group that is deleted',
    status: 204,
    isAtomic: true,
    async arrange(n) {
      const id = await made(groups, '/Groups', { displayName: `sales-${n}` });
      return { ask: () => groups.scim('DELETE', `/Groups/${id}`), state: () => groupState(groups.name, n) };
    },
  },
  {
    name: 'a new role, with a member',
    status: 201,
    isAtomic: true,
    async arrange(n) {
      const value = await made(roles, '/Users', person(n));
      return {
        ask: () => roles.scim('POST', '/Groups', { displayName: `sales-${n}`, members: [{ value }] }),
        state: () => roleState(roles.name, n),
      };
    },
  },
  {
    name: 'a role that is renamed and joined',
    status: 204,
    async arrange(n) {
      const value = await made(roles, '/Users', person(n));
      const id = await made(roles, '/Groups', { displayName: `sales-${n}` });
      const operations = [
        { op: 'replace', path: 'displayName', value: `money-${n}` },
        { op: 'add', path: 'members', value: [{ value }] },
      ];
      return {
        ask: () => roles.scim('PATCH', `/Groups/${id}`, patch(...operations)),
        state: () => roleState(roles.name, n),
      };
    },
  },
  {
    name: 'a role that is left',
    status: 204,
    async arrange(n) {
      const value = await made(roles, '/Users', person(n));
      const id = await made(roles, '/Groups', { displayName: `sales-${n}`, members: [{ value }] });
      const leave = patch({ op: 'remove', path: `members[value eq "${value}"]` });
      return {
        ask: () => roles.scim('PATCH', `/Groups/${id}`, leave),
        state: () => roleState(roles.name, n),
      };
    },
  },
  {
    name: 'a role that is deleted',
    status: 204,
    isAtomic: true,
    async arrange(n) {
      const id = await made(roles, '/Groups', { displayName: `sales-${n}` });
      return { ask: () => roles.scim('DELETE', `/Groups/${id}`), state: () => roleState(roles.name, n) };
    },
  },
];

let counter = 0;
const next = (): string => {
  counter += 1;
  return `${Date.now() % 1_000_000}${String(counter).padStart(4, '0')}`;
};

/** Waits a while for a state that is hoped for; returns the last one where it does not come. */
async function eventually(ask: () => Promise<unknown>, hoped: (state: unknown) => boolean): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    // What is deleted while it is looked at is not found.
    const state = await ask().catch((error: unknown) => String(error));
    if (hoped(state)) return undefined;
    if (tries === 15) return state;
    await sleep(100);
  }
}

/** Asks once with a fault and, where that failed, once more without; tells everything that is not as it should be. */
async function trouble(
  { status, arrange, isAtomic = false }: Scenario,
  { route, fault, isAway }: { route: string; fault: Fault; isAway: boolean },
  right: unknown,
): Promise<unknown[]> {
  const stage = await arrange(next());
  const before = isAtomic ? await stage.state() : undefined;
  breaks(route, fault, isAway);
  const first = await stage.ask();
  bridge.proxy.intercept(undefined);
  const wrong: unknown[] = [];
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  if (first.status === status) {
    const done = await stage.state();
    if (!same(done, right)) wrong.push({ answered: status, yet: done });
    return wrong;
  }
  if (first.status < 500) wrong.push({ answered: first.status, detail: first.body?.detail });
  if (isAtomic && !isAway) {
    const hoped = [before, right];
    const left = await eventually(stage.state, (state) => hoped.some((one) => same(state, one)));
    if (left !== undefined) wrong.push({ half: left });
  }
  const second = await stage.ask();
  if (second.status !== status) wrong.push({ repeated: second.status, detail: second.body?.detail });
  const after = await stage.state();
  if (!same(after, right)) wrong.push({ repeatedYet: after });
  return wrong;
}

/** Runs a scenario without a fault, and gives the routes that it calls and what Keycloak has afterwards. */
async function runWithoutFault({
  status,
  arrange,
}: Scenario): Promise<{ routes: Set<string>; right: unknown }> {
  // The first request finds what the next ones know.
  await (await arrange(next())).ask();
  const stage = await arrange(next());
  bridge.proxy.reset();
  expect((await stage.ask()).status).toBe(status);
  const routes = bridge.proxy.calls().map((call) => {
    const [method = '', url = ''] = call.split(' ');
    return routeOf(method, url);
  });
  return { routes: new Set(routes), right: await stage.state() };
}

describe('a failure of Keycloak at each call of a scenario', () => {
  it.each(SCENARIOS)('leaves the documented state and is completed by a repeat: $name', async (scenario) => {
    const { routes, right } = await undisturbed(bridge.proxy, TIMEOUT, () => runWithoutFault(scenario));
    const found: unknown[] = [];
    for (const route of routes) {
      const faults = route.startsWith('GET ') ? FAULTS : { ...FAULTS, ...FAULTS_OF_WRITES };
      const failures = [
        ...Object.entries(faults).map(([what, fault]) => ({ what, fault, isAway: false })),
        { what: 'and all after it are reset', fault: resets, isAway: true },
      ];
      for (const { what, fault, isAway } of failures) {
        const tried = () => trouble(scenario, { route, fault, isAway }, right);
        const wrong = await undisturbed(bridge.proxy, TIMEOUT, tried, ({ length }) => length === 0);
        if (wrong.length > 0) found.push({ route, what, wrong });
      }
    }
    expect(found).toEqual([]);
  });
});
