import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MappingDocument } from '../../mappers/document/types.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../support/fixtures/bridge.ts';
import { requestToken } from '../support/keycloak/tokenEndpoint.ts';
import { ensureJars, JAVA_CLIENTS, runJavaClient, type JavaClient, type Step } from './javaClients.ts';

/** What a client's guide tells the operator to write into the realm's mapping. */
const MAPPINGS: Partial<Record<JavaClient, MappingDocument>> = {
  connid: { behaviours: { groups: 'default' } },
};

let bridge: TestBridge;
let runs: Map<JavaClient, { realm: TestRealm; steps: Step[] }>;

beforeAll(async () => {
  bridge = await startTestBridge();
  await ensureJars();
  const entries = JAVA_CLIENTS.map(async (client) => {
    const mapping = MAPPINGS[client];
    const realm = await bridge.realm(mapping === undefined ? {} : { mapping });
    const steps = await runJavaClient(client, { baseUrl: realm.scimUrl, token: realm.token });
    return [client, { realm, steps }] as const;
  });
  runs = new Map(await Promise.all(entries));
}, 300_000);

afterAll(async () => {
  await bridge.close();
});

const resultsOf = (client: JavaClient): { realm: string; steps: Step[] } => {
  const { realm, steps } = runs.get(client) ?? { realm: { name: '' }, steps: [] };
  return { realm: realm.name, steps };
};

/** What the bridge notes about a user for itself. */
const BOOKKEEPING = ['scim.lastModified', 'scim.lookup', 'scim.source'];

/** The users that a client left in Keycloak, by user name. */
async function usersOf(client: JavaClient): Promise<Record<string, unknown>> {
  const { realm } = resultsOf(client);
  const users = await bridge.admin.users.find({ realm, briefRepresentation: false });
  const people = users.filter(({ username = '' }) => !username.startsWith('service-account-'));
  return Object.fromEntries(
    people.map(({ username = '', enabled, firstName, email, attributes = {} }) => {
      const kept = Object.entries(attributes).filter(([name]) => !BOOKKEEPING.includes(name));
      return [username, { enabled, firstName, email, attributes: Object.fromEntries(kept) }];
    }),
  );
}

/** Whether a user can sign in to Keycloak with a password: 200, or 401. */
async function signIn(client: JavaClient, username: string, password: string): Promise<number> {
  const form = { grant_type: 'password', client_id: 'admin-cli', username, password };
  return (await requestToken(resultsOf(client).realm, form)).status;
}

/** The groups that a client left in Keycloak, with the names of their members. */
async function groupsOf(client: JavaClient): Promise<Record<string, unknown>> {
  const { realm } = resultsOf(client);
  const groups = await bridge.admin.groups.find({ realm });
  const entries = groups.map(async ({ id = '', name = '' }) => {
    const members = await bridge.admin.groups.listMembers({ realm, id });
    return [name, members.map(({ username }) => username).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const CLIENTS: readonly [JavaClient, string, number][] = [
  ['connid', 'the ConnId SCIM bundle', 69],
  ['unboundid', 'the UnboundID SCIM 2 SDK', 46],
  ['wso2', 'the client of WSO2 Identity Server', 43],
];

describe.each(CLIENTS)('%s: %s', (client, _title, count) => {
  it('takes every answer as what it expects', () => {
    const { steps } = resultsOf(client);
    expect(steps.map(({ name, actual }) => `${name}: ${actual}`)).toEqual(
      steps.map(({ name, expected }) => `${name}: ${expected}`),
    );
  });

  it('runs all of its steps', () => {
    const { steps } = resultsOf(client);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(count);
  });
});

describe('what is in Keycloak afterwards', () => {
  it('is what the ConnId SCIM bundle wrote', async () => {
    expect(await usersOf('connid')).toEqual({
      'ann@example.com': { enabled: true, firstName: 'ann', email: 'ann@example.com', attributes: {} },
      'dora@example.com': {
        enabled: false,
        firstName: 'dora',
        email: 'dora@example.com',
        attributes: { displayName: ['Dora E.'], title: ['Clerk'] },
      },
      'rob@example.com': {
        enabled: true,
        firstName: 'Rob',
        email: 'rob@example.com',
        attributes: {
          department: ['Purchase'],
          displayName: ['Bob E.'],
          externalId: ['bob-1'],
          manager: [expect.any(String)],
          nickName: ['Robert'],
          'scim.emails': [expect.stringContaining('rob@example.com')],
          'scim.phoneNumbers': [expect.stringContaining('+1 5550 200')],
        },
      },
    });
    expect(await groupsOf('connid')).toEqual({
      Clerks: ['dora@example.com'],
      'Sales EU': ['ann@example.com'],
    });
    expect(await signIn('connid', 'rob@example.com', 'correct horse')).toBe(200);
  });

  it('is what the UnboundID SCIM 2 SDK wrote', async () => {
    expect(await usersOf('unboundid')).toEqual({
      'ann@example.com': {
        enabled: true,
        firstName: 'Anna',
        email: 'ann@example.com',
        attributes: { department: ['Sales'], displayName: ['Ann E.'], title: ['Manager'] },
      },
      'robert@example.com': { enabled: false, firstName: 'bob', email: 'bob@example.com', attributes: {} },
    });
    expect(await groupsOf('unboundid')).toEqual({ Sales: ['robert@example.com'] });
  });

  it('is what the client of WSO2 Identity Server wrote', async () => {
    expect(await usersOf('wso2')).toEqual({
      ann: { enabled: true, firstName: 'ann', email: 'ann@example.com', attributes: {} },
      bob: {
        enabled: true,
        firstName: 'bob',
        email: 'bob@example.com',
        attributes: {},
      },
      dora: {
        enabled: true,
        firstName: 'dora',
        email: 'dora@example.com',
        attributes: { department: ['Purchase'] },
      },
    });
    expect(await groupsOf('wso2')).toEqual({ Sales: ['bob'], 'Sales (EU)': ['ann'] });
    expect(await signIn('wso2', 'dora', 'correct horse')).toBe(200);
  });
});

describe('fetching the Java clients', () => {
  it('says that Maven is missing, and how to install it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-maven-'));
    try {
      await symlink('/bin/sh', join(folder, 'sh'));
      const env = { PATH: folder, KEYCLOAK_CACHE: join(folder, 'cache') };
      await expect(ensureJars(env)).rejects.toThrow('apt-get install maven');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
