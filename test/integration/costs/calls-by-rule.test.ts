import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { filteredGroups, patch } from '../../support/scim/messages.ts';
import { startSmtpSink, type SmtpSink } from '../../support/servers/smtp.ts';

/** The page that shows what this test finds; written anew with `WRITE_CALLS=1`. */
const PAGE = 'docs/reference/calls.md';

let bridge: TestBridge;
let smtp: SmtpSink;

beforeAll(async () => {
  // The realms are busy ones: whoever administers them is known.
  bridge = await startTestBridge(
    { REFRESH_AFTER_MS: '600000' },
    { protection: { questionsBeforeSnapshot: 0, maxAgeMs: 600_000 } },
  );
  smtp = await startSmtpSink();
});

afterAll(async () => {
  await bridge.close();
  await smtp.close();
});

/** What the rules name. */
async function prepare(realm: string): Promise<void> {
  const { admin } = bridge;
  await admin.roles.create({ realm, name: 'staff' });
  const { id } = await admin.clients.create({ realm, clientId: 'app' });
  await admin.clients.createRole({ realm, id, name: 'user' });
  await admin.groups.create({ realm, name: 'staff' });
  await admin.identityProviders.create({ realm, alias: 'corp', providerId: 'oidc' });
}

/** Every rule that can cost a call, by itself. */
const RULES: readonly { readonly rule: string; readonly lifecycle: Record<string, unknown> }[] = [
  { rule: 'none', lifecycle: {} },
  { rule: '`onboarding.groups`', lifecycle: { onboarding: { groups: ['/staff'] } } },
  {
    rule: '`onboarding.requiredActions`, `emailVerified`',
    lifecycle: { onboarding: { requiredActions: ['UPDATE_PASSWORD'], emailVerified: true } },
  },
  { rule: '`onboarding.realmRoles`', lifecycle: { onboarding: { realmRoles: ['staff'] } } },
  { rule: '`onboarding.markerRole`', lifecycle: { onboarding: { markerRole: true } } },
  { rule: '`onboarding.clientRoles`', lifecycle: { onboarding: { clientRoles: { app: ['user'] } } } },
  {
    rule: '`onboarding.identityProvider`',
    lifecycle: { onboarding: { identityProvider: { alias: 'corp', userId: 'externalId' } } },
  },
  { rule: '`onboarding.invitation`', lifecycle: { onboarding: { invitation: {} } } },
  { rule: '`offboarding.delete: hide`', lifecycle: { offboarding: { delete: 'hide' } } },
  { rule: '`email: keep`', lifecycle: { email: 'keep' } },
  { rule: '`groups.as: roles`', lifecycle: { groups: { as: 'roles' } } },
  {
    rule: '`groups.roles`',
    lifecycle: { groups: { roles: [{ group: 'Counted*', realmRoles: ['staff'] }] } },
  },
  { rule: '`ownership: own`', lifecycle: { ownership: 'own' } },
  { rule: '`protection.breakGlass`', lifecycle: { protection: { breakGlass: ['*@admin.example'] } } },
  { rule: '`mode: observe`', lifecycle: { mode: 'observe' } },
];

const set = (path: string, value: unknown) => patch({ op: 'replace', path, value });
const members = (op: 'add' | 'remove', id: string) => patch({ op, path: 'members', value: [{ value: id }] });

/** What is counted: a request about a user, and perhaps a group, that are there. */
const OPERATIONS: readonly {
  readonly name: string;
  readonly method: string;
  readonly path: (user: string, group: string) => string;
  readonly body?: (user: string) => unknown;
}[] = [
  {
    name: 'create',
    method: 'POST',
    path: () => '/Users',
    body: () => ({
      userName: 'counted-new',
      externalId: 'ext-new',
      emails: [{ value: 'counted-new@example.com', primary: true }],
    }),
  },
  { name: 'get', method: 'GET', path: (user) => `/Users/${user}` },
  { name: 'list', method: 'GET', path: () => '/Users' },
  { name: 'PATCH title', method: 'PATCH', path: (user) => `/Users/${user}`, body: () => set('title', 'x') },
  {
    name: 'PATCH e-mail',
    method: 'PATCH',
    path: (user) => `/Users/${user}`,
    body: () => set('emails', [{ value: 'new@example.com', primary: true }]),
  },
  {
    name: 'PUT',
    method: 'PUT',
    path: (user) => `/Users/${user}`,
    body: () => ({ userName: 'counted-5', title: 'y' }),
  },
  { name: 'deactivate', method: 'PATCH', path: (user) => `/Users/${user}`, body: () => set('active', false) },
  { name: 'delete', method: 'DELETE', path: (user) => `/Users/${user}` },
  { name: 'create group', method: 'POST', path: () => '/Groups', body: () => ({ displayName: 'Counted' }) },
  {
    name: 'join',
    method: 'PATCH',
    path: (_user, group) => `/Groups/${group}`,
    body: (user) => members('add', user),
  },
  {
    name: 'leave',
    method: 'PATCH',
    path: (_user, group) => `/Groups/${group}`,
    body: (user) => members('remove', user),
  },
];

/** A realm with a rule, and in it a group, a user for every operation and one who leaves before. */
async function stage(lifecycle: Record<string, unknown>) {
  const realm = await bridge.realm({
    lifecycle,
    before: prepare,
    settings: { smtpServer: { host: '127.0.0.1', port: String(smtp.port), from: 'keycloak@example.com' } },
  });
  const place = { realm: realm.name };
  const users: string[] = [];
  for (const at of [...OPERATIONS.keys(), 'leaver']) {
    const attributes = { 'scim.source': ['scim'] };
    const user = { ...place, username: `counted-${at}`, enabled: true, attributes };
    users.push((await bridge.admin.users.create(user)).id);
  }
  await bridge.admin.roles.create({ ...place, name: 'Team' });
  const role = await bridge.admin.roles.findOneByName({ ...place, name: 'Team' });
  const { id } = await bridge.admin.groups.create({ ...place, name: 'Team' });
  const asRoles = (lifecycle.groups as { as?: string } | undefined)?.as === 'roles';
  return { realm, users, group: asRoles ? (role?.id ?? '') : id };
}

/** How many calls to Keycloak each operation takes in a busy realm; what the bridge remembers for a minute or longer is known to it. */
async function measure(lifecycle: Record<string, unknown>): Promise<number[]> {
  const { realm, users, group } = await stage(lifecycle);
  // Clients look for a group before they change it, which tells its name for the journal.
  expect((await realm.scim('GET', filteredGroups('displayName eq "Team"'))).status).toBe(200);
  const warm = { userName: 'warm', externalId: 'ext-warm', emails: [{ value: 'warm@example.com' }] };
  expect((await realm.scim('POST', '/Users', warm)).status).toBe(201);
  // The first deactivation finds the client whose roles are rights over the realm, and has the administrators read.
  const leaver = `/Users/${users.at(-1) ?? ''}`;
  expect((await realm.scim('PATCH', leaver, set('active', false))).status).toBe(200);
  expect((await realm.scim('POST', '/Groups', { displayName: 'Counted warm' })).status).toBe(201);
  const counts: number[] = [];
  for (const [at, { name, method, path, body }] of OPERATIONS.entries()) {
    const user = users[at] ?? '';
    bridge.proxy.reset();
    const { status } = await realm.scim(method, path(user, group), body?.(user));
    expect([name, status < 300, bridge.proxy.tokenRequests()]).toEqual([name, true, 0]);
    counts.push(bridge.proxy.calls().length);
  }
  return counts;
}

const row = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;

function pageOf(rows: readonly string[]): string {
  return [
    '# Calls to Keycloak',
    '',
    'How many calls to Admin REST an operation takes, each rule by itself. The integration test `calls-by-rule` counts them against a real Keycloak and',
    'fails when this table is not what it finds.',
    '',
    row(['Rule', ...OPERATIONS.map(({ name }) => name)]),
    row(['---', ...OPERATIONS.map(() => '---')]),
    ...rows,
    '',
    '- Calls that do not wait for one another are under way at once: whether a user administers the realm is asked while the user is read, which',
    '  clients hold offline tokens while the sessions end. A deactivation takes as long as three calls, and one more for each client that holds an',
    '  offline token.',
    '- Who administers is known for 30 seconds, but asked anew for password, e-mail, userName and delete. The table shows the first look at a user in a busy',
    '  realm, of which the bridge has read all administrators and accounts of clients at once: about sixty calls, and more with many clients. It does so in the',
    '  background, as soon as it has asked Keycloak as many questions within 30 seconds, and again while requests use it. In a quiet realm it asks about each',
    '  user and each group once in 30 seconds, and in one call about all members whom it has neither read nor created before: one call more for a deactivation, at',
    '  most one for a leave and two for a join.',
    '- The journal names a group whose members change. If the bridge has not read or written the group for ten minutes, that takes one read beside the joins.',
    '- With `email: keep` an e-mail address that Keycloak refuses takes one write more, and one or two reads for the user who has it. The table shows addresses that',
    '  Keycloak takes.',
    '- What rules name (roles, groups) is looked up every half minute.',
    '- A change that is refused before its user or group was read takes one read, for the name in the journal.',
    '- A list takes one call more, to count, where its page is full. In a realm that hides, pages are read from the first one on once somebody is hidden.',
    '',
  ].join('\n');
}

describe('the number of calls to Keycloak for each lifecycle rule', () => {
  it('is the number in the reference', async () => {
    const rows: string[] = [];
    for (const { rule, lifecycle } of RULES) rows.push(row([rule, ...(await measure(lifecycle))]));
    const page = await format(pageOf(rows), { ...(await resolveConfig(PAGE)), parser: 'markdown' });
    process.stdout.write(`${page}\n`);
    if (process.env.WRITE_CALLS === '1') await writeFile(PAGE, page);
    expect(await readFile(PAGE, 'utf8')).toBe(page);
  });
});
