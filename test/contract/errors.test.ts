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

describe('a conflict of unique values', () => {
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

  it('names the user name if it is taken, regardless of case', async () => {
    await expectBoth({ username: 'TAKEN' }, SAME_USERNAME);
  });

  it('names the e-mail address if it is taken, regardless of case', async () => {
    await expectBoth({ email: 'Taken@Example.com' }, SAME_EMAIL);
  });

  it('names the e-mail address if both are taken', async () => {
    await expectBoth({ username: 'taken', email: 'third@example.com' }, SAME_EMAIL);
  });

  it("names the user name if it is another user's e-mail address", async () => {
    await expectBoth({ username: 'taken@example.com' }, SAME_USERNAME);
  });

  it("names the e-mail address if it is another user's user name", async () => {
    await expectBoth({ email: 'looks@like.mail' }, SAME_EMAIL);
  });

  it('takes precedence over invalid values', async () => {
    await expectBoth({ username: 'taken', firstName: '<' }, SAME_USERNAME);
  });

  it.each(['username', 'email'])(
    'is answered 409 to all but one of many who want the value at once, not always with the field named: %s',
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

  it('does not arise if the realm allows duplicate e-mail addresses', async () => {
    const lenient = await createBareRealm({
      settings: { duplicateEmailsAllowed: true, loginWithEmailAllowed: false },
    });
    await lenient.createUser({ email: 'both@example.com' });
    await lenient.createUser({ email: 'both@example.com' });
    expect(await lenient.find({ email: 'both@example.com', exact: 'true' })).toHaveLength(2);
    await lenient.remove();
  });
});

describe('a user who is refused', () => {
  it('has one problem as a flat object, with the field in "field" and first in "params"', async () => {
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

  it('has only "error" for a field that Keycloak does not know', async () => {
    expect(await realm.admin('POST', '/users', { username: 'unknown-field', displayName: 'x' })).toEqual({
      status: 400,
      body: { error: expect.stringContaining('Unrecognized field "displayName"') as unknown },
    });
  });
});

describe('a password that the password policy refuses', () => {
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

  it('prevents the creation of the user', async () => {
    const answer = await careful.admin('POST', '/users', { username: 'weak', enabled: true, credentials });
    expect(answer).toEqual(refused);
    expect(await careful.find({ username: 'weak', exact: 'true' })).toEqual([]);
  });

  it('prevents the change of the user', async () => {
    const id = await careful.createUser({ username: 'weak-put' });
    const user = { username: 'weak-put', lastName: 'Changed', attributes: {}, credentials };
    expect(await careful.admin('PUT', `/users/${id}`, user)).toEqual(refused);
    expect((await careful.user(id)).lastName).toBeUndefined();
  });
});

describe('an access token that Keycloak does not know', () => {
  it('is answered 401', async () => {
    expect(await realm.admin('GET', '/users', undefined, 'not-a-token')).toEqual({
      status: 401,
      body: { error: 'HTTP 401 Unauthorized' },
    });
  });
});
