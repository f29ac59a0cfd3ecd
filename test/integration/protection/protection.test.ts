import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import type { Answer } from '../../support/scim/send.ts';
import { filtered, patch, USER_URN } from '../../support/scim/messages.ts';
import {
  KINDS,
  openAccounts,
  type Account,
  type Accounts,
} from '../../support/keycloak/protectedAccounts.ts';
import { assertScimError } from '../../support/scim/scimError.ts';

let bridge: TestBridge;
let generic: Accounts;
let azure: Accounts;

beforeAll(async () => {
  // The administrators are read at once; leavers-out and self-service ask about each user.
  bridge = await startTestBridge({}, { protection: { questionsBeforeSnapshot: 0 } });
  generic = await openAccounts(bridge, 'generic');
  azure = await openAccounts(bridge, 'azure');
});

afterAll(() => bridge.close());

type Send = (account: Account) => Promise<Answer>;

interface Attack {
  readonly attack: string;
  readonly send: Send;
}

const patched =
  (...operations: unknown[]): Send =>
  ({ realm, id }) =>
    realm.scim('PATCH', `/Users/${id}`, patch(...operations));

/** Sends back what was read, with these members in the place of its own. */
const replaced =
  (members: Record<string, unknown>): Send =>
  async ({ realm, id }) => {
    const { body } = await realm.scim('GET', `/Users/${id}`);
    return realm.scim('PUT', `/Users/${id}`, { ...body, ...members });
  };

const EVE = 'eve@evil.test';
const list = [{ value: EVE, type: 'work', primary: true }];
const NEW_PASSWORD = 'Evil-battery-1';

const ATTACKS: readonly Attack[] = [
  { attack: 'PATCH password', send: patched({ op: 'replace', path: 'password', value: NEW_PASSWORD }) },
  { attack: 'PATCH add password', send: patched({ op: 'add', path: 'PASSWORD', value: NEW_PASSWORD }) },
  { attack: 'PATCH password, no path', send: patched({ op: 'replace', value: { password: NEW_PASSWORD } }) },
  {
    attack: 'PATCH password, URN',
    send: patched({ op: 'replace', path: `${USER_URN}:password`, value: NEW_PASSWORD }),
  },
  {
    attack: 'PATCH password in the object of the URN',
    send: patched({ op: 'replace', value: { [USER_URN]: { password: NEW_PASSWORD } } }),
  },
  {
    attack: 'PATCH password behind a title',
    send: patched(
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'Replace', path: 'password', value: NEW_PASSWORD },
    ),
  },
  {
    attack: 'PATCH e-mail by type',
    send: patched({ op: 'replace', path: 'emails[type eq "work"].value', value: EVE }),
  },
  { attack: 'PATCH list of e-mails', send: patched({ op: 'replace', path: 'emails', value: list }) },
  { attack: 'PATCH e-mail, no path', send: patched({ op: 'replace', value: { emails: list } }) },
  {
    attack: 'PATCH e-mail, dotted name',
    send: patched({ op: 'replace', value: { 'emails[type eq "work"].value': EVE } }),
  },
  { attack: 'PATCH e-mail, URN', send: patched({ op: 'replace', path: `${USER_URN}:emails`, value: list }) },
  { attack: 'PATCH removal of e-mails', send: patched({ op: 'remove', path: 'emails' }) },
  { attack: 'PATCH userName', send: patched({ op: 'replace', path: 'userName', value: 'eve' }) },
  { attack: 'PATCH userName, no path', send: patched({ op: 'replace', value: { USERNAME: 'eve' } }) },
  { attack: 'PATCH active false', send: patched({ op: 'replace', path: 'active', value: false }) },
  { attack: 'PATCH active "False"', send: patched({ op: 'Replace', path: 'active', value: 'False' }) },
  { attack: 'PATCH active, no path', send: patched({ op: 'replace', value: { active: false } }) },
  { attack: 'DELETE', send: ({ realm, id }) => realm.scim('DELETE', `/Users/${id}`) },
  { attack: 'PUT e-mail', send: replaced({ emails: list }) },
  { attack: 'PUT without e-mail', send: replaced({ emails: undefined }) },
  { attack: 'PUT userName', send: replaced({ userName: 'eve' }) },
  { attack: 'PUT password', send: replaced({ password: NEW_PASSWORD }) },
  { attack: 'PUT active false', send: replaced({ active: false }) },
];

const AZURE_ATTACKS: readonly Attack[] = [
  { attack: 'PATCH mail', send: patched({ op: 'Replace', path: 'mail', value: EVE }) },
  { attack: 'PATCH mail, no path', send: patched({ op: 'Replace', value: { mail: EVE } }) },
  {
    attack: 'PATCH userPrincipalName',
    send: patched({ op: 'Replace', path: 'userPrincipalName', value: EVE }),
  },
  { attack: 'PATCH isSoftDeleted', send: patched({ op: 'Add', path: 'isSoftDeleted', value: 'True' }) },
  { attack: 'PATCH accountEnabled', send: patched({ op: 'Replace', value: { accountEnabled: false } }) },
  {
    attack: 'PATCH e-mail, dotted name',
    send: patched({ op: 'Add', value: { 'emails[type eq "work"].value': EVE } }),
  },
  { attack: 'PUT mail', send: replaced({ emails: undefined, mail: EVE }) },
  { attack: 'PUT isSoftDeleted', send: replaced({ active: undefined, isSoftDeleted: true }) },
];

const TABLES = [
  { profile: 'generic', accounts: () => generic, attacks: ATTACKS },
  { profile: 'azure', accounts: () => azure, attacks: AZURE_ATTACKS },
].flatMap(({ profile, accounts, attacks }) => attacks.map((attack) => ({ profile, accounts, ...attack })));

/** What takes no account over: what everybody holds keeps nobody from it. */
const LEAVING = /^(PATCH (active|isSoftDeleted|accountEnabled)|DELETE|PUT (active|title|isSoftDeleted))/;

const TABLE = TABLES.flatMap((attack) =>
  KINDS.filter((kind) => kind !== 'default role' || !LEAVING.test(attack.attack)).map((kind) => ({
    ...attack,
    kind,
  })),
);

describe('an attack on an unprotected account', () => {
  it.each(TABLES)(
    'succeeds, which proves that the attack works: $attack ($profile)',
    async ({ accounts, send }) => {
      const account = await accounts().unprotected();
      const before = await accounts().stored(account);
      const { status } = await send(account);
      expect([200, 204]).toContain(status);
      expect(await accounts().stored(account)).not.toEqual(before);
      // The names that attacks take are free for the next one.
      await account.realm.scim('DELETE', `/Users/${account.id}`);
    },
  );
});

describe('an attack on a protected account', () => {
  it.each(TABLE)(
    'is refused and changes nothing: $kind, $attack ($profile)',
    async ({ accounts, kind, send }) => {
      const account = accounts().of(kind);
      const before = await accounts().stored(account);
      const answer = await send(account);
      assertScimError(answer, { status: 403, detail: /SCIM does not change/ });
      expect(answer.headers.get('x-error-code')).toBe('protected');
      expect(JSON.stringify(answer.body)).not.toMatch(/manage-users|glass-\*/);
      expect(await accounts().stored(account)).toEqual(before);
    },
  );
});

describe('a protected account', () => {
  it.each(KINDS.map((kind) => ({ kind })))('can be read: $kind', async ({ kind }) => {
    const { realm, id } = generic.of(kind);
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(read.status).toBe(200);
    const { body } = await realm.scim('GET', filtered(`userName eq "${String(read.body.userName)}"`));
    expect(body.totalResults).toBe(kind === 'service account' ? 0 : 1);
  });

  it.each(KINDS.filter((kind) => kind !== 'service account').map((kind) => ({ kind })))(
    'accepts changes that cannot harm it: $kind',
    async ({ kind }) => {
      const account = generic.of(kind);
      const before = await generic.stored(account);
      const title = await patched(
        { op: 'replace', path: 'title', value: kind },
        { op: 'add', path: 'phoneNumbers', value: [{ value: '+1', type: 'work' }] },
      )(account);
      expect([title.status, title.body.title]).toEqual([200, kind]);
      const same = await replaced({})(account);
      expect(same.status).toBe(200);
      const whole = await replaced({
        title: `${kind} by PUT`,
        name: { givenName: 'Bea', familyName: 'Lee' },
      })(account);
      expect([whole.status, whole.body.title]).toEqual([200, `${kind} by PUT`]);
      const active = await patched({ op: 'replace', path: 'active', value: true })(account);
      expect(active.status).toBe(200);
      const after = await generic.stored(account);
      expect({ ...after, user: undefined }).toEqual({ ...before, user: undefined });
      expect(after?.user).toMatchObject({
        ...(before?.user as object),
        firstName: 'Bea',
        lastName: 'Lee',
        attributes: { title: [`${kind} by PUT`] },
      });
    },
  );

  it('keeps its sessions when a deactivation is repeated', async () => {
    const { realm, id } = generic.of('composite role');
    await bridge.admin.users.update({ realm: realm.name, id }, { enabled: false });
    const before = await generic.stored(generic.of('composite role'));
    const again = await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'active', value: false }),
    );
    expect(again.status).toBe(403);
    const back = await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'active', value: true }),
    );
    expect(back.status).toBe(403);
    expect(await generic.stored(generic.of('composite role'))).toEqual(before);
    await bridge.admin.users.update({ realm: realm.name, id }, { enabled: true });
  });
});
