import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

const SAME_USERNAME = { status: 409, body: { errorMessage: 'User exists with same username' } };
const SAME_EMAIL = { status: 409, body: { errorMessage: 'User exists with same email' } };

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm({ settings: { editUsernameAllowed: true } });
});

afterAll(async () => {
  await realm.remove();
});

describe('a value that must be unique', () => {
  let other: string;

  beforeAll(async () => {
    await realm.createUser({ username: 'taken', email: 'taken@example.com' });
    await realm.createUser({ username: 'looks@like.mail' });
    await realm.createUser({ username: 'third', email: 'third@example.com' });
    other = await realm.createUser({ username: 'other', email: 'other@example.com' });
  });

  /** The same user, once created and once written over another one. */
  async function expectBoth(user: Record<string, unknown>, answer: unknown): Promise<void> {
    const write = { username: 'fresh', attributes: {}, ...user };
    expect(await realm.admin('POST', '/users', write)).toEqual(answer);
    expect(await realm.admin('PUT', `/users/${other}`, write)).toEqual(answer);
  }

  it('is named when a user name is taken, whatever its case', async () => {
    await expectBoth({ username: 'TAKEN' }, SAME_USERNAME);
  });

  it('is named when an e-mail address is taken, whatever its case', async () => {
    await expectBoth({ email: 'Taken@Example.com' }, SAME_EMAIL);
  });

  it('is said to be the e-mail address when both are taken', async () => {
    await expectBoth({ username: 'taken', email: 'third@example.com' }, SAME_EMAIL);
  });

  it("is said to be the user name when it is another's e-mail address", async () => {
    await expectBoth({ username: 'taken@example.com' }, SAME_USERNAME);
  });

  it("is said to be the e-mail address when it is another's user name", async () => {
    await expectBoth({ email: 'looks@like.mail' }, SAME_EMAIL);
  });

  it('outweighs values that are invalid', async () => {
    await expectBoth({ username: 'taken', firstName: '<' }, SAME_USERNAME);
  });

  it.each(['username', 'email'])(
    'goes to one of many who want it at once, the others get 409, not always with the field named: %s',
    async (field) => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          realm.admin('POST', '/users', {
            username: `race-${field}-${index}`,
            email: `race-${field}-${index}@example.com`,
            [field]: `race-${field}@example.com`,
          }),
        ),
      );
      const lost = Array.from({ length: 7 }, () => 409);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...lost]);
      const said = answers.flatMap(({ body }) => (body === undefined ? [] : [JSON.stringify(body)]));
      const known = [
        SAME_USERNAME.body,
        SAME_EMAIL.body,
        { errorMessage: 'User exists with same username or email' },
        { error: 'conflict', error_description: 'Duplicate resource error' },
      ];
      expect(known.map((body) => JSON.stringify(body))).toEqual(expect.arrayContaining([...new Set(said)]));
    },
  );

  it('may be shared where the realm allows duplicate e-mail addresses', async () => {
    const lenient = await createBareRealm({
      settings: { duplicateEmailsAllowed: true, loginWithEmailAllowed: false },
    });
    await lenient.createUser({ email: 'both@example.com' });
    await lenient.createUser({ email: 'both@example.com' });
    expect(await lenient.find({ email: 'both@example.com', exact: 'true' })).toHaveLength(2);
    await lenient.remove();
  });
});

describe('a refused user', () => {
  it('has one problem flat, with the field in "field" and first in "params"', async () => {
    expect(await realm.admin('POST', '/users', { username: 'flat', email: 'no address' })).toEqual({
      status: 400,
      body: { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'no address'] },
    });
  });

  it('has several problems in "errors"', async () => {
    const user = { username: 'x', email: 'no address', firstName: '<' };
    expect(await realm.admin('POST', '/users', user)).toEqual({
      status: 400,
      body: {
        errors: [
          { field: 'username', errorMessage: 'error-invalid-length', params: ['username', 3, 255] },
          { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'no address'] },
          { field: 'firstName', errorMessage: 'error-person-name-invalid-character', params: ['firstName'] },
        ],
      },
    });
  });

  it.each([undefined, '', '  '])('without a user name has no field: %j', async (username) => {
    expect(await realm.admin('POST', '/users', { username, enabled: true })).toEqual({
      status: 400,
      body: { errorMessage: 'User name is missing' },
    });
  });

  it('with a field that Keycloak does not know is answered with "error"', async () => {
    expect(await realm.admin('POST', '/users', { username: 'unknown-field', displayName: 'x' })).toEqual({
      status: 400,
      body: { error: expect.stringContaining('Unrecognized field "displayName"') as unknown },
    });
  });
});

describe('a password that the policy of the realm refuses', () => {
  const credentials = [{ type: 'password', value: 'short', temporary: false }];
  const refused = {
    status: 400,
    body: {
      error: 'invalidPasswordMinLengthMessage',
      error_description: 'Invalid password: minimum length 12.',
    },
  };
  let careful: BareRealm;

  beforeAll(async () => {
    careful = await createBareRealm({ settings: { passwordPolicy: 'length(12)' } });
  });

  afterAll(async () => {
    await careful.remove();
  });

  it('keeps the user from being created', async () => {
    const answer = await careful.admin('POST', '/users', { username: 'weak', enabled: true, credentials });
    expect(answer).toEqual(refused);
    expect(await careful.find({ username: 'weak', exact: 'true' })).toEqual([]);
  });

  it('keeps the user from being changed', async () => {
    const id = await careful.createUser({ username: 'weak-put' });
    const user = { username: 'weak-put', lastName: 'Changed', attributes: {}, credentials };
    expect(await careful.admin('PUT', `/users/${id}`, user)).toEqual(refused);
    expect((await careful.user(id)).lastName).toBeUndefined();
  });
});

describe('an access token', () => {
  it('that Keycloak does not know is answered with 401', async () => {
    expect(await realm.admin('GET', '/users', undefined, 'not-a-token')).toEqual({
      status: 401,
      body: { error: 'HTTP 401 Unauthorized' },
    });
  });
});
