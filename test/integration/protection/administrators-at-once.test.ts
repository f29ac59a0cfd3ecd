import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import {
  KINDS,
  openAccounts,
  rightOf,
  type Account,
  type Accounts,
} from '../../support/keycloak/protectedAccounts.ts';
import { patch } from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let accounts: Accounts;
/** Somebody whose deactivation waits until the administrators are read. */
let leaver: Account;
/** By how much the bridge's clock is ahead, in milliseconds. */
let ahead = 0;

beforeAll(async () => {
  bridge = await startTestBridge(
    {},
    { protection: { questionsBeforeSnapshot: 0, now: () => Date.now() + ahead } },
  );
  accounts = await openAccounts(bridge, 'generic');
  leaver = await accounts.unprotected();
});

afterAll(() => bridge.close());

const deactivation = patch({ op: 'replace', path: 'active', value: false });

const deactivate = ({ realm, id }: Account): Promise<Answer> =>
  realm.scim('PATCH', `/Users/${id}`, deactivation);
const join = ({ realm, id }: Account, group: string): Promise<Answer> =>
  realm.scim('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value: id }] }));

function assertProtected(answer: Answer): void {
  assertScimError(answer, { status: 403, detail: /SCIM/ });
  expect(answer.headers.get('x-error-code')).toBe('protected');
}

/** Has the administrators of the realm read, as they are now. */
async function readAdministrators(): Promise<void> {
  ahead += 30_000;
  expect((await deactivate(leaver)).status).toBe(200);
}

/** Whether Keycloak was asked about one user or group since the last reset of the proxy. */
const wasAsked = (): boolean => bridge.proxy.calls().some((call) => call.includes('/role-mappings/'));

describe('where the administrators of a realm are read at once', () => {
  it.each(KINDS.filter((kind) => kind !== 'default role').map((kind) => ({ kind })))(
    'a protected account is not deactivated, and nobody asks about it: $kind',
    async ({ kind }) => {
      const account = accounts.of(kind);
      await readAdministrators();
      bridge.proxy.reset();
      assertProtected(await deactivate(account));
      expect(wasAsked()).toBe(false);
    },
  );

  it('what becomes protected is safe from takeovers at once, and from everything else within 30 seconds', async () => {
    const { admin } = bridge;
    const account = await accounts.unprotected();
    const { name: realm } = account.realm;
    const top = await accounts.group(account.realm);
    const below = (await admin.groups.createChildGroup({ realm, id: top }, { name: 'below' })).id;
    await readAdministrators();
    const right = await rightOf(admin, realm);
    await admin.users.addClientRoleMappings({ realm, id: account.id, ...right });
    await admin.groups.addClientRoleMappings({ realm, id: top, ...right });
    const client = await admin.clients.create({ realm, clientId: 'later', serviceAccountsEnabled: true });
    const { id = '' } = await admin.clients.getServiceAccountUser({ realm, id: client.id });
    const before = await accounts.stored(account);

    for (const operation of [
      { path: 'password', value: 'Evil-battery-1' },
      { path: 'emails', value: [{ value: 'eve@evil.test' }] },
      { path: 'userName', value: 'eve' },
    ]) {
      const body = patch({ op: 'replace', ...operation });
      assertProtected(await account.realm.scim('PATCH', `/Users/${account.id}`, body));
    }
    assertProtected(await account.realm.scim('DELETE', `/Users/${account.id}`));

    ahead += 30_000;
    const serviceAccount: Account = { ...account, id };
    const somebody = await accounts.unprotected();
    assertProtected(await deactivate(account));
    assertProtected(await join(somebody, top));
    assertProtected(await join(somebody, below));
    assertProtected(await join(serviceAccount, account.home));
    expect(await accounts.stored(account)).toEqual(before);
  });

  it('what is known of one user counts, if it is newer than what was read at once', async () => {
    const account = await accounts.unprotected();
    const { name: realm } = account.realm;
    await readAdministrators();
    await bridge.admin.users.addClientRoleMappings({
      ...{ realm, id: account.id },
      ...(await rightOf(bridge.admin, realm)),
    });
    assertProtected(await account.realm.scim('DELETE', `/Users/${account.id}`));
    assertProtected(await deactivate(account));
  });

  it('what stops to be protected is open within 30 seconds', async () => {
    const account = await accounts.unprotected();
    const { name: realm } = account.realm;
    const holder = { realm, id: account.id, ...(await rightOf(bridge.admin, realm)) };
    await bridge.admin.users.addClientRoleMappings(holder);
    await readAdministrators();
    assertProtected(await deactivate(account));
    await bridge.admin.users.delClientRoleMappings(holder);
    ahead += 30_000;
    expect((await deactivate(account)).status).toBe(200);
  });
});
