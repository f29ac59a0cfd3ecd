import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestBridge, type TestBridge, type TestRealm } from '../support/fixtures/bridge.ts';
import { ensureJars, runJavaClient, type Step } from './javaClients.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
}, 300_000);

afterAll(async () => {
  await bridge.close();
});

describe('the UnboundID SCIM 2 SDK', () => {
  let realm: TestRealm;
  let steps: Step[];

  beforeAll(async () => {
    realm = await bridge.realm();
    steps = await runJavaClient('unboundid', { baseUrl: realm.scimUrl, token: realm.token });
  }, 300_000);

  it('takes every answer as what it expects', () => {
    expect(steps.map(({ name, actual }) => `${name}: ${actual}`)).toEqual(
      steps.map(({ name, expected }) => `${name}: ${expected}`),
    );
  });

  it('runs all of its steps', () => {
    expect(new Set(steps.map(({ name }) => name)).size).toBe(37);
  });

  it('leaves its users and memberships in Keycloak', async () => {
    const users = await bridge.admin.users.find({ realm: realm.name, briefRepresentation: false });
    const people = users.filter(({ username = '' }) => username.endsWith('@example.com'));
    expect(people.map(({ username, enabled, firstName }) => ({ username, enabled, firstName }))).toEqual([
      { username: 'ann@example.com', enabled: true, firstName: 'Anna' },
      { username: 'bob@example.com', enabled: false, firstName: 'bob' },
    ]);
    expect(people[0]?.attributes).toMatchObject({
      displayName: ['Ann E.'],
      title: ['Manager'],
      department: ['Sales'],
    });

    const groups = await bridge.admin.groups.find({ realm: realm.name });
    expect(groups.map(({ name }) => name)).toEqual(['Sales']);
    const members = await bridge.admin.groups.listMembers({ realm: realm.name, id: groups[0]?.id ?? '' });
    expect(members.map(({ username }) => username)).toEqual(['bob@example.com']);
  });
});

describe('fetching a Java client', () => {
  it('says that Maven is missing, and how to install it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-maven-'));
    try {
      await symlink('/bin/sh', join(folder, 'sh'));
      const env = { PATH: folder, KEYCLOAK_CACHE: join(folder, 'cache') };
      await expect(ensureJars('unboundid', env)).rejects.toThrow('apt-get install maven');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
