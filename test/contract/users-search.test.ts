import { lookupKey } from '../../mappers/compile/lookupKey.ts';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

/** People in a realm, by user name, each with the value of attribute `t`. */
const PEOPLE: Readonly<Record<string, string>> = {
  'p-backslash': 'back\\slash',
  'p-braces': '{"json":"x"}',
  'p-colons': 'a:b:c',
  'p-emoji': '😀 smile',
  'p-end-backslash': 'end\\',
  'p-everything': 'a b:c "d" e&f=g#h?i+j,k%l*m_',
  'p-line': 'new\nline',
  'p-long': 'x'.repeat(2048),
  'p-percent': '%',
  'p-plain': 'plain',
  'p-plain-capital': 'PLAIN',
  'p-quote': '"',
  'p-quoted': 'say "hi" now',
  'p-slash-quote': 'x\\"y',
  'p-spaces': ' lead  and trail ',
  'p-umlaut': 'Größe Ünal',
};

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
  for (const [username, value] of Object.entries(PEOPLE)) {
    await realm.createUser({
      username,
      email: `${username}@example.com`,
      firstName: `Given ${username}`,
      lastName: username === 'p-quote' ? "O'Neil" : `Müller-${username}`,
      attributes: { t: [value] },
    });
  }
  await realm.createUser({
    username: 'p-disabled',
    enabled: false,
    attributes: {
      'scim.lookup': [lookupKey('externalId', 'one', true), lookupKey('externalId', 'two', true)],
    },
  });
  await realm.serviceAccount('Some-Client', ['view-users']);
});

afterAll(async () => {
  await realm.remove();
});

const SERVICE_ACCOUNT = 'service-account-some-client';
const EVERYBODY = [...Object.keys(PEOPLE), 'p-disabled'].sort();

/** Searches by attribute as the bridge does. */
const byAttribute = (name: string, value: string): Promise<string[]> =>
  realm.find({ q: `${name}:"${value.replaceAll('"', '\\"')}"`, exact: 'true' });

async function count(query = ''): Promise<unknown> {
  return (await realm.admin('GET', `/users/count${query}`)).body;
}

describe('a search by field', () => {
  it.each([
    ['username', 'p-plain'],
    ['username', 'P-PLAIN'],
    ['email', 'p-plain@example.com'],
    ['email', 'P-Plain@Example.COM'],
    ['firstName', 'Given p-plain'],
    ['firstName', 'GIVEN P-PLAIN'],
    ['lastName', 'Müller-p-plain'],
    ['lastName', 'müller-P-plain'],
  ])('finds an exact %s whatever its case: %s', async (field, value) => {
    expect(await realm.find({ [field]: value, exact: 'true' })).toEqual(['p-plain']);
  });

  it('finds a name with an apostrophe', async () => {
    expect(await realm.find({ lastName: "O'Neil", exact: 'true' })).toEqual(['p-quote']);
  });

  it.each([
    ['username', 'p-plai'],
    ['username', 'p_plain'],
    ['username', 'p-plain%'],
    ['username', '*'],
    ['email', 'p-plain'],
    ['firstName', 'Given'],
    ['lastName', 'Müller%'],
  ])('takes an exact %s as a whole and without wildcards: %s', async (field, value) => {
    expect(await realm.find({ [field]: value, exact: 'true' })).toEqual([]);
  });

  it.each(['username', 'email', 'firstName', 'lastName'])(
    'by an empty %s answers with everybody',
    async (field) => {
      expect(await realm.find({ [field]: '', exact: 'true' })).toEqual(expect.arrayContaining(EVERYBODY));
    },
  );

  it('combines criteria with AND', async () => {
    expect(await realm.find({ username: 'p-plain', email: 'p-quote@example.com', exact: 'true' })).toEqual(
      [],
    );
  });

  it('answers with everybody if a parameter does not exist', async () => {
    expect(await realm.find({ externalId: 'x' })).toEqual(EVERYBODY);
  });

  it.each(['enabled', 'disabled'])('finds users who are %s', async (state) => {
    const found = await realm.find({ enabled: String(state === 'enabled') });
    const people = found.filter((name) => name !== SERVICE_ACCOUNT);
    expect(people).toEqual(state === 'enabled' ? Object.keys(PEOPLE).sort() : ['p-disabled']);
  });

  it.each([0x00, 0x01, 0x08, 0x0b, 0x0c, 0x0e, 0x1f])(
    'with a control character is refused whatever is searched, or finds nobody: %i',
    async (code) => {
      const query = new URLSearchParams({ username: `a${String.fromCharCode(code)}`, exact: 'true' });
      expect([
        { status: 400, body: { error: 'Blocking invalid query parameter value' } },
        { status: 200, body: [] },
      ]).toContainEqual(await realm.admin('GET', `/users?${query.toString()}`));
    },
  );

  it('accepts a very long value', async () => {
    expect(await realm.find({ username: 'x'.repeat(5_000), exact: 'true' })).toEqual([]);
  });
});

describe('a search by attribute', () => {
  const reliable = Object.entries(PEOPLE).filter(([name]) => !/slash|plain/.test(name));

  it.each(reliable)('finds the exact value of %s', async (name, value) => {
    expect(await byAttribute('t', value)).toEqual([name]);
  });

  it.each(reliable.filter(([name]) => name !== 'p-umlaut'))(
    'finds the value of %s in capitals',
    async (name, value) => {
      expect(await byAttribute('t', value.toUpperCase())).toEqual([name]);
    },
  );

  it('finds every user whose value differs only in case', async () => {
    expect(await byAttribute('t', 'Plain')).toEqual(['p-plain', 'p-plain-capital']);
    expect(await byAttribute('t', 'GRÖßE üNAL')).toEqual(['p-umlaut']);
  });

  it.each(['p-end-backslash', 'p-slash-quote'])(
    'does not find a value with a backslash before a quote or at its end: %s',
    async (name) => {
      expect(await byAttribute('t', PEOPLE[name] ?? '')).toEqual([]);
    },
  );

  it('does not find a backslash that is escaped, only a bare one', async () => {
    expect(await byAttribute('t', 'back\\\\slash')).toEqual([]);
    expect(await byAttribute('t', 'back\\slash')).toEqual(['p-backslash']);
  });

  it('finds one of many values, and a lookup key longer than 255 characters', async () => {
    expect(await byAttribute('scim.lookup', lookupKey('externalId', 'one', true))).toEqual(['p-disabled']);
    expect(await byAttribute('scim.lookup', lookupKey('externalId', 'two', true))).toEqual(['p-disabled']);
  });

  it('does not find a lookup key that nobody has', async () => {
    expect(await byAttribute('scim.lookup', lookupKey('externalId', 'three', true))).toEqual([]);
  });

  it('finds nobody by an attribute that nobody has', async () => {
    expect(await byAttribute('nobody.has.it', 'x')).toEqual([]);
  });

  it('finds nobody by an empty value in quotes', async () => {
    expect(await byAttribute('t', '')).toEqual([]);
  });

  it.each(['', 't'])('answers with everybody if there is no value: "%s"', async (q) => {
    expect(await realm.find({ q, exact: 'true' })).toEqual(expect.arrayContaining(EVERYBODY));
  });

  it('answers with the attributes of every user', async () => {
    const { body } = await realm.admin('GET', '/users?username=p-plain&exact=true&briefRepresentation=false');
    expect(body).toEqual([expect.objectContaining({ username: 'p-plain', attributes: { t: ['plain'] } })]);
  });
});

describe('service accounts', () => {
  it('are named service-account- and the client id in lower case', async () => {
    expect(await realm.find({ username: SERVICE_ACCOUNT, exact: 'true' })).toEqual([SERVICE_ACCOUNT]);
  });

  it('differ from other users in their name only', async () => {
    const { body } = await realm.admin('GET', `/users?username=${SERVICE_ACCOUNT}&exact=true`);
    expect(body).toEqual([
      expect.not.objectContaining({ serviceAccountClientId: expect.anything() as unknown }),
    ]);
  });

  it('are left out of a list without criteria', async () => {
    expect(await realm.find({ first: '0', max: '1000', briefRepresentation: 'false' })).toEqual(EVERYBODY);
  });

  it('are among the answers to a search', async () => {
    expect(await realm.find({ enabled: 'true', max: '1000' })).toContain(SERVICE_ACCOUNT);
  });

  it('are left out of a count without criteria', async () => {
    expect(await count()).toBe(EVERYBODY.length);
  });

  it('are counted with criteria', async () => {
    const enabledPeople = Object.keys(PEOPLE).length;
    expect(await count('?enabled=true')).toBe(enabledPeople + 1);
  });
});

describe('a page', () => {
  it('is ordered by user name', async () => {
    expect(await realm.find({ max: '1000' })).toEqual(EVERYBODY);
  });

  it('has 100 users without "max"', async () => {
    const crowded = await createBareRealm();
    for (let index = 0; index < 101; index += 1) await crowded.createUser();
    expect(await crowded.find({})).toHaveLength(100);
    expect(await crowded.find({ max: '1000' })).toHaveLength(101);
    await crowded.remove();
  });

  it('continues where the one before ended', async () => {
    const pages = [];
    for (let first = 0; first < EVERYBODY.length; first += 5) {
      pages.push(...(await realm.find({ first: String(first), max: '5' })));
    }
    expect(pages).toEqual(EVERYBODY);
  });

  it('of a search continues where the one before ended', async () => {
    const query = { firstName: 'given', exact: 'false', max: '7' };
    const pages = [
      ...(await realm.find({ ...query, first: '0' })),
      ...(await realm.find({ ...query, first: '7' })),
    ];
    expect(pages).toEqual(Object.keys(PEOPLE).sort().slice(0, 14));
  });

  it.each([String(EVERYBODY.length), '100000', String(2 ** 31 - 1)])(
    'beyond the end is empty: %s',
    async (first) => {
      expect(await realm.find({ first, max: '100' })).toEqual([]);
    },
  );

  it('is answered 404 if it begins beyond 2^31 - 1', async () => {
    const answer = await realm.admin('GET', `/users?first=${2 ** 31}&max=5`);
    expect(answer).toEqual({ status: 404, body: { error: 'HTTP 404 Not Found' } });
  });

  it('is empty if "max" is 0', async () => {
    expect(await realm.find({ first: '0', max: '0' })).toEqual([]);
  });
});
