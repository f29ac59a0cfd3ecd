import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { ENTERPRISE_URN, patch, user, USER_URN } from '../../support/scim/messages.ts';
import { operatorOf, type Operator } from '../../support/admin/adminApi.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { send, type Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let operator: Operator;

beforeAll(async () => {
  bridge = await startTestBridge();
  operator = operatorOf(bridge);
});

afterAll(() => bridge.close());

type Profile = NonNullable<Parameters<TestBridge['admin']['users']['updateProfile']>[0]>;

/** Changes the user profile of a realm, and has the bridge read it. */
async function changeProfile(realm: string, change: (profile: Profile) => void): Promise<void> {
  const profile = { realm, ...(await bridge.admin.users.getProfile({ realm })) };
  change(profile);
  await bridge.admin.users.updateProfile(profile);
  await operator.admin(realm, 'POST', '/reload');
}

/** Declares an attribute of users. */
const declare = (name: string, members: object) => (profile: Profile) => {
  profile.attributes?.push({ name, ...members });
};

const findingsOf = async (realm: string): Promise<string[]> => {
  const { body } = await operator.admin(realm, 'GET', '/');
  expect(body).toMatchObject({ served: true });
  return body.findings as string[];
};

let n = 0;
async function person(realm: TestRealm): Promise<string> {
  n += 1;
  const members = { externalId: `ext-${n}`, title: 'Clerk', name: { givenName: 'Ann', familyName: 'Other' } };
  const { status, body } = await realm.scim('POST', '/Users', user(`person-${n}`, members));
  expect(status).toBe(201);
  return body.id as string;
}

const set = (path: string, value: unknown) => patch({ op: 'replace', path, value });

const storedOf = async (realm: TestRealm, id: string) =>
  bridge.admin.users.findOne({ realm: realm.name, id });

async function journalOf(realm: TestRealm, { headers }: Answer): Promise<string> {
  return JSON.stringify(await operator.journalOf(realm.name, headers.get('x-request-id') ?? ''));
}

async function mutabilityOf(realm: TestRealm, urn: string, attribute: string): Promise<string | undefined> {
  const { body } = await realm.scim('GET', `/Schemas/${urn}`);
  const found = (body.attributes as { name: string; mutability: string }[]).find(
    ({ name }) => name === attribute,
  );
  return found?.mutability;
}

function expectMisconfigured(answer: Answer): void {
  assertScimError(answer, { status: 500, detail: /drops undeclared attributes/ });
  expect(answer.headers.get('x-error-code')).toBe('misconfigured');
}

/** Policies for undeclared attributes that keep nothing, and what is still shown of what there was. */
const POLICIES = [
  { policy: undefined, shown: {} },
  { policy: 'ADMIN_VIEW', shown: { title: 'Clerk' } },
] as const;

const setPolicy =
  (policy: string | undefined) =>
  (profile: Profile): void => {
    delete profile.unmanagedAttributePolicy;
    Object.assign(profile, policy === undefined ? {} : { unmanagedAttributePolicy: policy });
  };

describe.each(POLICIES)(
  'a realm whose user profile drops undeclared attributes since it was enabled ($policy)',
  ({ policy, shown }) => {
    let realm: TestRealm;
    let ids: string[];

    beforeAll(async () => {
      realm = await bridge.realm();
      ids = [await person(realm), await person(realm), await person(realm)];
      await changeProfile(realm.name, setPolicy(policy));
    });

    it('reports this in its status', async () => {
      expect(await findingsOf(realm.name)).toContainEqual(
        expect.stringMatching(
          /^user profile: .*drops undeclared attributes; run "realm-config enable" again/,
        ),
      );
      expect(await mutabilityOf(realm, USER_URN, 'title')).toBe('readOnly');
      expect(await mutabilityOf(realm, USER_URN, 'userName')).toBe('readWrite');
    });

    it('refuses requests whose data would be lost, and serves all others', async () => {
      const id = ids[0] ?? '';
      expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({ active: true, ...shown });
      expectMisconfigured(await realm.scim('POST', '/Users', user('new', { externalId: 'ext-new' })));
      expect(await bridge.admin.users.find({ realm: realm.name, username: 'new' })).toEqual([]);
      expectMisconfigured(await realm.scim('PATCH', `/Users/${id}`, set('nickName', 'Nick')));
      const named = await realm.scim('PATCH', `/Users/${id}`, set('name.givenName', 'Anna'));
      expect(named).toMatchObject({ status: 200, body: { name: { givenName: 'Anna' }, ...shown } });
      expect((await realm.scim('GET', `/Users/${id}`)).body).toEqual(named.body);
    });

    it('still deactivates and deletes users, and loses no stored attribute', async () => {
      const [ann = '', bob = '', carl = ''] = ids;
      const gone = await realm.scim('PATCH', `/Users/${ann}`, set('active', false));
      expect(gone).toMatchObject({ status: 200, body: { active: false, ...shown } });
      const userName = (await storedOf(realm, bob))?.username ?? '';
      const body = { ...user(userName), active: false, title: 'Chief' };
      const replaced = await realm.scim('PUT', `/Users/${bob}`, body);
      expect(replaced).toMatchObject({ status: 200, body: { active: false } });
      expect(replaced.body.title).toBe((shown as { title?: string }).title);
      expect(await journalOf(realm, replaced)).toMatch(/does not keep .*title/);
      expect((await realm.scim('GET', `/Users/${bob}`)).body).toEqual(replaced.body);
      expect((await realm.scim('DELETE', `/Users/${carl}`)).status).toBe(204);
      expect(await storedOf(realm, carl)).toBeFalsy();
      await changeProfile(realm.name, setPolicy('ADMIN_EDIT'));
      for (const id of [ann, bob]) {
        expect(await storedOf(realm, id)).toMatchObject({ enabled: false, attributes: { title: ['Clerk'] } });
        expect((await realm.scim('PATCH', `/Users/${id}`, set('title', 'Chief'))).status).toBe(200);
      }
    });
  },
);

describe('a realm that drops undeclared attributes when the bridge starts', () => {
  it('is served, also to a client that sees only its own users', async () => {
    const realm = await bridge.realm({ lifecycle: { ownership: 'own', offboarding: { delete: 'hide' } } });
    const hidden = await person(realm);
    await realm.scim('DELETE', `/Users/${hidden}`);
    const id = await person(realm);
    const { id: others } = await bridge.admin.users.create({ realm: realm.name, username: 'others' });
    await changeProfile(realm.name, setPolicy(undefined));
    const again = await startTestBridge();
    try {
      const scim = async (method: string, path: string, body?: unknown) => {
        const answer = await send(method, `${again.url}/realms/${realm.name}/scim/v2${path}`, {
          headers: { Authorization: `Bearer ${realm.token}` },
          body,
        });
        return answer.status;
      };
      expect(await scim('GET', `/Users/${hidden}`)).toBe(404);
      expect(await scim('GET', `/Users/${others}`)).toBe(404);
      expect(await scim('GET', `/Users/${id}`)).toBe(200);
      expect(await scim('POST', '/Users', user('new', { externalId: 'new' }))).toBe(500);
      expect(await scim('PATCH', `/Users/${id}`, set('title', 'x'))).toBe(500);
      expect(await scim('PATCH', `/Users/${id}`, set('active', false))).toBe(200);
      expect((await storedOf(realm, id))?.enabled).toBe(false);
      // It is out; that it is hidden could not be noted.
      expect(await scim('DELETE', `/Users/${id}`)).toBe(500);
    } finally {
      await again.close();
    }
  });
});

describe('an attribute that administrators may not write', () => {
  it('is left out of answers, read-only in the schema, logged and reported as a finding', async () => {
    const realm = await bridge.realm();
    await changeProfile(
      realm.name,
      declare('department', { permissions: { view: ['admin', 'user'], edit: ['user'] } }),
    );
    const members = { [ENTERPRISE_URN]: { department: 'Sales', costCenter: '7' } };
    const made = await realm.scim('POST', '/Users', user('dropped', members));
    expect(made.status).toBe(201);
    expect(made.body[ENTERPRISE_URN]).toEqual({ costCenter: '7' });
    const id = made.body.id as string;
    expect((await realm.scim('GET', `/Users/${id}`)).body).toEqual(made.body);
    expect(await journalOf(realm, made)).toMatch(/does not keep .*department/);
    const changed = await realm.scim('PATCH', `/Users/${id}`, set(`${ENTERPRISE_URN}:department`, 'HR'));
    expect(changed.body[ENTERPRISE_URN]).toEqual({ costCenter: '7' });
    expect(await mutabilityOf(realm, ENTERPRISE_URN, 'department')).toBe('readOnly');
    expect(await mutabilityOf(realm, ENTERPRISE_URN, 'costCenter')).toBe('readWrite');
    expect(await findingsOf(realm.name)).toContainEqual(
      expect.stringMatching(/department: .*lets no administrator write "department"/),
    );
  });
});

describe('an attribute that is required of administrators', () => {
  it('is reported as a finding by its name until a mapping row writes it', async () => {
    const realm = await bridge.realm();
    expect(await findingsOf(realm.name)).toEqual([]);
    const permissions = { view: ['admin'], edit: ['admin'] };
    await changeProfile(
      realm.name,
      declare('badge', { permissions, required: { roles: ['admin', 'user'] } }),
    );
    await changeProfile(realm.name, declare('always', { permissions, required: {} }));
    await changeProfile(realm.name, declare('own', { permissions, required: { roles: ['user'] } }));
    await changeProfile(realm.name, declare('title', { permissions, required: { roles: ['admin'] } }));
    const found = (await findingsOf(realm.name)).map((line) => /requires "(.*?)"/.exec(line)?.[1]);
    expect(found).toEqual(['badge', 'always']);
  });
});

describe('a further address that is not a URL', () => {
  const NONE = ['https://x.example:99999', 'http://[bad', 'https://a%b.example', 'https://x.example/\u0007'];

  it.each(NONE)('is refused: %j', async (url) => {
    const realm = await bridge.realm();
    const config = { version: 1, publicUrls: ['https://good.example', url] };
    const body = { enabled: true, profile: 'generic', config };
    const answer = await operator.admin(realm.name, 'PUT', '/config', body, { 'If-Match': '*' });
    expect(answer.status).toBe(422);
    expect(answer.body.mistakes).toMatchObject([{ pointer: '/config/publicUrls/1' }]);
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
  });

  it('is ignored if it is stored in Keycloak, and the realm is served at its other addresses', async () => {
    const realm = await bridge.realm({
      config: { publicUrls: ['https://x.example:99999', 'https://good.example'] },
      settings: { attributes: { frontendUrl: 'auth.example.com' } },
    });
    const made = await realm.scim('POST', '/Users', user('ann'));
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(/^https:\/\/scim\.example\.test\//);
    const { body } = await operator.admin(realm.name, 'GET', '/connection');
    expect(body.scimUrls).toEqual(
      ['https://scim.example.test', 'https://good.example'].map(
        (url) => `${url}/realms/${realm.name}/scim/v2`,
      ),
    );
    const gone = await realm.scim('PATCH', `/Users/${String(made.body.id)}`, set('active', false));
    expect(gone.status).toBe(200);
    const findings = await findingsOf(realm.name);
    expect(findings).toEqual([
      expect.stringMatching(/^Frontend URL of the realm: This is no address/),
      expect.stringMatching(/^scim\.config#\/publicUrls\/0: This is no address/),
    ]);
  });
});
