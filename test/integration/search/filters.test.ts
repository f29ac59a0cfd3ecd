/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import {
  ENTERPRISE_URN,
  filtered,
  LIST_URN,
  patch,
  searchRequest,
  user,
  USER_URN,
} from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

interface Mail {
  readonly value: string;
  readonly type?: string;
  readonly primary?: boolean;
}

/** A person, in the words of this test. */
interface Person {
  readonly userName: string;
  readonly externalId: string;
  readonly givenName?: string;
  readonly familyName: string;
  readonly title?: string;
  readonly nickName?: string;
  readonly active: boolean;
  readonly emails: readonly Mail[];
  readonly department?: string;
  readonly managerId?: string;
  readonly certificate?: string;
}

/** A person with what the service added. */
type Known = Person & { readonly id: string; readonly created: string };

const COUNT = 30;
const FAMILIES = ['Alder', 'birch', 'Čermák', 'Dahl', 'eßer', "O'Malley"];
const MANAGER = '26118915-6090-4610-87e4-49d8ca9f808d';

function person(i: number): Person {
  return {
    userName: `${i % 2 === 0 ? 'User' : 'user'}-${String(i).padStart(2, '0')}@Example.test`,
    externalId: i < 2 ? (['Twin', 'twin'][i] ?? '') : `ext ${i}`,
    ...(i % 7 === 0 ? {} : { givenName: `Given${i % 4}` }),
    familyName: FAMILIES[i % FAMILIES.length] ?? '',
    ...(i % 3 === 0 ? {} : { title: `Title ${i % 5}` }),
    ...(i === 4 ? { nickName: String.raw`back\slash and "quotes" and ünïcode` } : {}),
    ...(i === 5 ? { nickName: 'line\nbreak 🏳️‍🌈' } : {}),
    active: i % 4 !== 0,
    emails:
      i % 6 === 0
        ? []
        : [
            { value: `Work-${i}@Example.com`, type: 'work', ...(i % 2 === 0 ? { primary: true } : {}) },
            ...(i % 2 === 0 ? [] : [{ value: `home-${i}@Example.org`, type: 'home', primary: true }]),
            ...(i % 5 === 0 ? [{ value: `third-${i}@example.net` }] : []),
          ],
    ...(i % 2 === 0 ? { department: i % 4 === 0 ? 'Sales' : 'Support' } : {}),
    ...(i === 8 ? { managerId: MANAGER } : {}),
    ...(i === 9 ? { certificate: 'QUJD' } : {}),
  };
}

function resource(one: Person): Record<string, unknown> {
  const enterprise = {
    ...(one.department === undefined ? {} : { department: one.department }),
    ...(one.managerId === undefined ? {} : { manager: { value: one.managerId } }),
  };
  return {
    schemas: [USER_URN, ENTERPRISE_URN],
    userName: one.userName,
    externalId: one.externalId,
    name: {
      familyName: one.familyName,
      ...(one.givenName === undefined ? {} : { givenName: one.givenName }),
    },
    ...(one.title === undefined ? {} : { title: one.title }),
    ...(one.nickName === undefined ? {} : { nickName: one.nickName }),
    active: one.active,
    emails: one.emails,
    ...(one.certificate === undefined ? {} : { x509Certificates: [{ value: one.certificate }] }),
    [ENTERPRISE_URN]: enterprise,
  };
}

let bridge: TestBridge;
let realm: TestRealm;
let people: readonly Known[];

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  people = await Promise.all(Array.from({ length: COUNT }, (_, i) => create(person(i))));
});

afterAll(async () => {
  await bridge.close();
});

async function create(one: Person): Promise<Known> {
  const made = await realm.scim('POST', '/Users', resource(one));
  expect(made.status).toBe(201);
  return { ...one, id: String(made.body.id), created: String(made.body.meta.created) };
}

/** The person with a number. */
function nth(i: number): Known {
  const one = people[i];
  if (one === undefined) throw new RangeError(`there is no person ${i}`);
  return one;
}

const names = (answer: Answer): string[] =>
  (answer.body.Resources as { userName: string }[]).map(({ userName }) => userName);

/** Keycloak's order: by user name, lower-cased. */
const inOrder = (some: readonly Person[]): string[] =>
  some.map(({ userName }) => userName).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

const low = (text: string | undefined): string => (text ?? '').toLowerCase();
const mails = (one: Person, test: (mail: Mail) => boolean): boolean => one.emails.some(test);

type Case = [filter: string, matches: (one: Known) => boolean];

/** Each filter with what it means, said in another way. */
const cases = (): Case[] => {
  const first = nth(0);
  const third = nth(3);
  const middle = [...people].map(({ created }) => created).sort()[15] ?? '';
  return [
    ['userName eq "user-03@example.test"', ({ userName }) => low(userName) === 'user-03@example.test'],
    ['userName eq "USER-03@EXAMPLE.TEST"', ({ userName }) => low(userName) === 'user-03@example.test'],
    ['USERNAME EQ "user-03@example.test"', ({ userName }) => low(userName) === 'user-03@example.test'],
    [
      `${USER_URN}:userName eq "user-03@example.test"`,
      ({ userName }) => low(userName) === 'user-03@example.test',
    ],
    [`${USER_URN.toUpperCase()}:USERNAME sw "user-0"`, ({ userName }) => low(userName).startsWith('user-0')],
    ['userName ne "user-03@example.test"', ({ userName }) => low(userName) !== 'user-03@example.test'],
    ['userName co "R-1"', ({ userName }) => low(userName).includes('r-1')],
    ['userName sw "user-2"', ({ userName }) => low(userName).startsWith('user-2')],
    ['userName ew "9@EXAMPLE.test"', ({ userName }) => low(userName).endsWith('9@example.test')],
    ['userName gt "user-20@example.test"', ({ userName }) => low(userName) > 'user-20@example.test'],
    ['userName ge "user-20@example.test"', ({ userName }) => low(userName) >= 'user-20@example.test'],
    ['userName lt "user-05"', ({ userName }) => low(userName) < 'user-05'],
    ['userName le "user-05@example.test"', ({ userName }) => low(userName) <= 'user-05@example.test'],
    ['userName pr', () => true],
    ['not (userName pr)', () => false],
    ['userName eq ""', () => false],
    ['userName eq "nobody"', () => false],
    [
      'userName eq "user-03@example.test" or userName eq "user-04@example.test" or userName eq "x"',
      ({ userName }) => /^user-0[34]/i.test(userName),
    ],
    [
      'userName eq "user-03@example.test" and title pr',
      ({ userName, title }) => low(userName).startsWith('user-03') && title !== undefined,
    ],
    ['externalId eq "Twin"', ({ externalId }) => externalId === 'Twin'],
    ['externalId eq "twin"', ({ externalId }) => externalId === 'twin'],
    ['externalId eq "TWIN"', () => false],
    ['externalId eq "ext 7"', ({ externalId }) => externalId === 'ext 7'],
    ['externalId co "Wi"', () => false],
    ['externalId sw "ext 1"', ({ externalId }) => externalId.startsWith('ext 1')],
    [`id eq "${first.id}"`, ({ id }) => id === first.id],
    [`id eq "${first.id.toUpperCase()}"`, ({ id }) => id === first.id.toUpperCase()],
    [`id ne "${first.id}"`, ({ id }) => id !== first.id],
    [`id eq "${first.id}" or id eq "${third.id}"`, ({ id }) => id === first.id || id === third.id],
    [`id eq "${first.id}" and active eq true`, ({ id, active }) => id === first.id && active],
    ['id eq "nonsense"', () => false],
    ['id pr', () => true],
    ['active eq true', ({ active }) => active],
    ['active eq false', ({ active }) => !active],
    ['active ne true', ({ active }) => !active],
    ['active pr', () => true],
    ['title pr', ({ title }) => title !== undefined],
    ['not (title pr)', ({ title }) => title === undefined],
    ['title eq null', ({ title }) => title === undefined],
    ['title ne null', ({ title }) => title !== undefined],
    ['title eq "title 2"', ({ title }) => title === 'Title 2'],
    ['title ne "title 2"', ({ title }) => title !== 'Title 2'],
    ['not (title eq "title 2")', ({ title }) => title !== 'Title 2'],
    ['title gt "title 2"', ({ title }) => title !== undefined && low(title) > 'title 2'],
    ['title le "Title 2"', ({ title }) => title !== undefined && low(title) <= 'title 2'],
    ['title co "" and title pr', ({ title }) => title !== undefined],
    ['name.familyName eq "BIRCH"', ({ familyName }) => familyName === 'birch'],
    ['name.familyName eq "čermák"', ({ familyName }) => familyName === 'Čermák'],
    ['name.familyName co "O\'M"', ({ familyName }) => familyName === "O'Malley"],
    [
      'name.familyName eq "Alder" and name.givenName eq "Given2"',
      ({ familyName, givenName }) => familyName === 'Alder' && givenName === 'Given2',
    ],
    ['name.givenName pr', ({ givenName }) => givenName !== undefined],
    ['not (name.givenName pr) and name.familyName pr', ({ givenName }) => givenName === undefined],
    ['name pr', () => true],
    [
      String.raw`nickName eq "back\\slash and \"quotes\" and \u00fcn\u00efcode"`,
      ({ nickName }) => nickName?.startsWith('back') ?? false,
    ],
    [String.raw`nickName co "\\"`, ({ nickName }) => nickName?.includes('\\') ?? false],
    [String.raw`nickName co "\n"`, ({ nickName }) => nickName?.includes('\n') ?? false],
    [
      String.raw`nickName ew "\ud83c\udff3\ufe0f\u200d\ud83c\udf08"`,
      ({ nickName }) => nickName?.endsWith('🏳️‍🌈') ?? false,
    ],
    ['emails pr', ({ emails }) => emails.length > 0],
    ['not (emails pr)', ({ emails }) => emails.length === 0],
    [
      'emails eq "work-1@example.com"',
      (one) => mails(one, ({ value }) => low(value) === 'work-1@example.com'),
    ],
    [
      'emails.value eq "work-2@example.com"',
      (one) => mails(one, ({ value }) => low(value) === 'work-2@example.com'),
    ],
    [
      'emails.value eq "HOME-7@example.org"',
      (one) => mails(one, ({ value }) => low(value) === 'home-7@example.org'),
    ],
    [
      'emails.value eq "third-5@example.net"',
      (one) => mails(one, ({ value }) => value === 'third-5@example.net'),
    ],
    ['emails co "example.org"', (one) => mails(one, ({ value }) => low(value).includes('example.org'))],
    ['emails.type eq "home"', (one) => mails(one, ({ type }) => type === 'home')],
    ['emails.primary eq true', (one) => mails(one, ({ primary }) => primary === true)],
    [
      'emails[type eq "work" and value co "-1"]',
      (one) => mails(one, ({ type, value }) => type === 'work' && value.includes('-1')),
    ],
    ['emails[type eq "work" and value co "home"]', () => false],
    [
      'emails.type eq "work" and emails.value co "home"',
      (one) => mails(one, ({ type }) => type === 'work') && mails(one, ({ value }) => value.includes('home')),
    ],
    [
      'emails[type eq "home" or value ew ".net"]',
      (one) => mails(one, ({ type, value }) => type === 'home' || value.endsWith('.net')),
    ],
    ['emails[not (type pr)]', (one) => mails(one, ({ type }) => type === undefined)],
    [
      'emails[type eq "work" and primary eq true]',
      (one) => mails(one, ({ type, primary }) => type === 'work' && primary === true),
    ],
    [
      'emails[type eq "work"].value eq "WORK-3@example.com"',
      (one) => mails(one, ({ type, value }) => type === 'work' && low(value) === 'work-3@example.com'),
    ],
    ['emails[type eq "home"].value eq "work-3@example.com"', () => false],
    ['not (emails[type eq "home"])', (one) => !mails(one, ({ type }) => type === 'home')],
    [
      'emails.value ne "work-2@example.com" and emails pr',
      (one) => mails(one, ({ value }) => low(value) !== 'work-2@example.com'),
    ],
    [`${ENTERPRISE_URN}:department eq "sales"`, ({ department }) => department === 'Sales'],
    [`${ENTERPRISE_URN.toLowerCase()}:DEPARTMENT sw "S"`, ({ department }) => department !== undefined],
    [`${ENTERPRISE_URN}:department ne "Sales"`, ({ department }) => department !== 'Sales'],
    [
      `${ENTERPRISE_URN} pr`,
      ({ department, managerId }) => department !== undefined || managerId !== undefined,
    ],
    [`${ENTERPRISE_URN}:manager.value eq "${MANAGER}"`, ({ managerId }) => managerId === MANAGER],
    [`${ENTERPRISE_URN}:manager eq "${MANAGER}"`, ({ managerId }) => managerId === MANAGER],
    [`${ENTERPRISE_URN}:manager pr`, ({ managerId }) => managerId !== undefined],
    [
      `schemas eq "${ENTERPRISE_URN}"`,
      ({ department, managerId }) => department !== undefined || managerId !== undefined,
    ],
    [`schemas eq "${USER_URN}"`, () => true],
    ['x509Certificates.value eq "QUJD"', ({ certificate }) => certificate === 'QUJD'],
    ['x509Certificates.value eq "qujd"', () => false],
    [`meta.created ge "${middle}"`, ({ created }) => created >= middle],
    [`meta.created lt "${middle}"`, ({ created }) => created < middle],
    [`meta.lastModified gt "2011-05-13T04:42:34Z"`, () => true],
    [`meta.created gt "2099-01-01T00:00:00+14:00"`, () => false],
    [
      `meta.created eq "${new Date(Date.parse(middle)).toISOString().replace('Z', '+00:00')}"`,
      ({ created }) => created === middle,
    ],
    ['meta.resourceType eq "User"', () => true],
    [`meta.location ew "/${first.id}"`, ({ id }) => id === first.id],
    ['unknownAttribute eq "x"', () => false],
    ['urn:example:unknown:2.0:thing pr', () => false],
    ['groups pr', () => false],
    [
      'title eq "Title 1" or title eq "Title 2" and active eq false',
      ({ title, active }) => title === 'Title 1' || (title === 'Title 2' && !active),
    ],
    [
      '(title eq "Title 1" or title eq "Title 2") and active eq false',
      ({ title, active }) => /Title [12]/.test(title ?? '') && !active,
    ],
    [
      'active eq false and title eq "Title 2" or title eq "Title 1"',
      ({ title, active }) => title === 'Title 1' || (title === 'Title 2' && !active),
    ],
    [
      'not (title pr) or active eq true and not (emails pr)',
      ({ title, active, emails }) => title === undefined || (active && emails.length === 0),
    ],
    [
      'not (title pr or active eq true) and (emails pr)',
      ({ title, active, emails }) => !(title !== undefined || active) && emails.length > 0,
    ],
    ['not (not (title pr))', ({ title }) => title !== undefined],
    ['((((title pr))))', ({ title }) => title !== undefined],
    [
      '(userName sw "user-0" and (title pr or (active eq false and not (emails pr))))',
      ({ userName, title, active, emails }) =>
        low(userName).startsWith('user-0') && (title !== undefined || (!active && emails.length === 0)),
    ],
    [
      'title pr AND active eq TRUE Or NOT (emails PR)',
      ({ title, active, emails }) => (title !== undefined && active) || emails.length === 0,
    ],
    [
      '  userName   eq   "user-03@example.test"  ',
      ({ userName }) => low(userName) === 'user-03@example.test',
    ],
  ];
};

describe('filters on users', () => {
  it('match exactly the right users', async () => {
    const wrong: unknown[] = [];
    for (const [filter, matches] of cases()) {
      const expected = people.filter(matches);
      const answer = await realm.scim('GET', filtered(filter, '&count=200'));
      const found = answer.status === 200 ? names(answer).sort() : [];
      const wanted = expected.map(({ userName }) => userName).sort();
      const total = answer.body.totalResults as number;
      if (
        answer.status !== 200 ||
        JSON.stringify(found) !== JSON.stringify(wanted) ||
        total !== expected.length
      ) {
        wrong.push({
          filter,
          status: answer.status,
          detail: answer.body.detail as string,
          total,
          found,
          wanted,
        });
      }
    }
    expect(wrong).toEqual([]);
  });

  it('treat an empty filter as no filter', async () => {
    expect((await realm.scim('GET', '/Users?filter=&count=200')).body.totalResults).toBe(COUNT);
  });

  it('decode plus signs to spaces, and percent signs once', async () => {
    const answer = await realm.scim(
      'GET',
      '/Users?filter=userName+eq+%22User-02%40Example.test%22+and+active+eq+true',
    );
    expect(names(answer)).toEqual(['User-02@Example.test']);
    const twice = await realm.scim('GET', '/Users?filter=userName%20eq%20%22User-02%2540Example.test%22');
    expect(twice.body.totalResults).toBe(0);
  });

  it('are answered as a ListResponse', async () => {
    const { body } = await realm.scim('GET', filtered('userName eq "nobody"'));
    expect(body).toEqual({
      schemas: [LIST_URN],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });
});

describe('paging through users', () => {
  it.each([
    ['no filter', undefined, () => true],
    ['a filter that Keycloak answers in part', 'active eq true', ({ active }: Person) => active],
    ['a filter that is scanned', 'title pr', ({ title }: Person) => title !== undefined],
  ])('returns every user once, in one order, with true totals: %s', async (_name, filter, matches) => {
    const expected = inOrder(people.filter(matches));
    const query = filter === undefined ? '' : `filter=${encodeURIComponent(filter)}&`;
    for (const count of [1, 7, expected.length, 100]) {
      const seen: string[] = [];
      for (let startIndex = 1; startIndex <= expected.length; startIndex += count) {
        const answer = await realm.scim('GET', `/Users?${query}startIndex=${startIndex}&count=${count}`);
        const size = Math.min(count, expected.length - startIndex + 1);
        expect(answer.body).toMatchObject({ totalResults: expected.length, startIndex, itemsPerPage: size });
        seen.push(...names(answer));
      }
      expect(seen).toEqual(expected);
    }
    const beyond = await realm.scim('GET', `/Users?${query}startIndex=${expected.length + 1}&count=5`);
    expect(beyond.body).toMatchObject({ totalResults: expected.length, itemsPerPage: 0, Resources: [] });
    const nobody = await realm.scim('GET', `/Users?${query}count=0`);
    expect(nobody.body).toMatchObject({ totalResults: expected.length, itemsPerPage: 0, Resources: [] });
  });
});

describe('sorting users', () => {
  type Key = string | boolean | undefined;
  const primaryMail = ({ emails }: Person) =>
    low((emails.find(({ primary }) => primary) ?? emails[0])?.value) || undefined;
  const keys: [sortBy: string, key: (one: Known) => Key][] = [
    ['userName', ({ userName }) => low(userName)],
    ['USERNAME', ({ userName }) => low(userName)],
    [`${USER_URN}:userName`, ({ userName }) => low(userName)],
    ['name.familyName', ({ familyName }) => low(familyName)],
    ['name.givenName', ({ givenName }) => givenName?.toLowerCase()],
    ['title', ({ title }) => title?.toLowerCase()],
    ['externalId', ({ externalId }) => externalId],
    ['id', ({ id }) => id],
    ['meta.created', ({ created }) => created],
    ['emails', primaryMail],
    ['emails.value', primaryMail],
    ['active', ({ active }) => active],
    [`${ENTERPRISE_URN}:department`, ({ department }) => department?.toLowerCase()],
  ];
  const compare = (a: Key, b: Key): number => {
    if (a === b) return 0;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? -1 : 1;
  };

  it.each(keys)('by %s works both ways, with missing values last and first', async (sortBy, key) => {
    const keyOf = new Map(people.map((one) => [one.id, key(one)]));
    const sorted = people.map(key).sort(compare);
    for (const [order, expected] of [
      ['', sorted],
      ['&sortOrder=ascending', sorted],
      ['&sortOrder=DESCENDING', [...sorted].reverse()],
    ] as const) {
      const answer = await realm.scim('GET', `/Users?count=200&sortBy=${encodeURIComponent(sortBy)}${order}`);
      expect(answer.status).toBe(200);
      const found = (answer.body.Resources as { id: string }[]).map(({ id }) => keyOf.get(id));
      expect(found).toEqual(expected);
    }
  });

  it('works together with a filter and a page', async () => {
    const path = `/Users?filter=${encodeURIComponent('active eq true')}&sortBy=userName&sortOrder=descending&startIndex=3&count=4`;
    const answer = await realm.scim('GET', path);
    expect(names(answer)).toEqual(
      inOrder(people.filter(({ active }) => active))
        .reverse()
        .slice(2, 6),
    );
    expect(answer.body.totalResults).toBe(people.filter(({ active }) => active).length);
  });

  it('refuses an unknown attribute by its name', async () => {
    assertScimError(await realm.scim('GET', '/Users?sortBy=nonsense'), {
      status: 400,
      scimType: 'invalidValue',
      detail: /nonsense/,
    });
    assertScimError(await realm.scim('GET', '/Users?sortBy=title&sortOrder=up'), {
      status: 400,
      detail: /sortOrder/,
    });
  });
});

describe('POST to .search', () => {
  it.each(['/Users/.search', '/.search'])('%s answers like GET', async (path) => {
    const queries: Record<string, unknown>[] = [
      {},
      { count: 3 },
      { startIndex: 4, count: 3 },
      { filter: 'title pr and active eq true' },
      { filter: 'userName eq "user-03@example.test"', attributes: ['userName', 'emails.value'] },
      { filter: 'title pr', excludedAttributes: ['meta', 'name.givenName'], count: 5 },
      { sortBy: 'title', sortOrder: 'descending', count: 4 },
      { count: 0 },
    ];
    for (const query of queries) {
      const parameters = Object.entries(query).map(([name, value]): [string, string] => [
        name,
        Array.isArray(value) ? value.join(',') : String(value),
      ]);
      const get = await realm.scim('GET', `/Users?${new URLSearchParams(parameters).toString()}`);
      const post = await realm.scim('POST', path, searchRequest(query));
      expect([query, post.status, post.body]).toEqual([query, 200, get.body]);
    }
  });
});

describe('attributes and excludedAttributes', () => {
  const shapes: [query: string, expected: string[]][] = [
    ['attributes=userName', ['id', 'schemas', 'userName']],
    ['attributes=USERNAME', ['id', 'schemas', 'userName']],
    ['attributes=name.familyName,active', ['active', 'id', 'name.familyName', 'schemas']],
    [`attributes=${USER_URN}:userName`, ['id', 'schemas', 'userName']],
    [`attributes=${ENTERPRISE_URN}:department`, [`${ENTERPRISE_URN}.department`, 'id', 'schemas']],
    [`attributes=${ENTERPRISE_URN}`, [`${ENTERPRISE_URN}.department`, 'id', 'schemas']],
    ['attributes=emails.value', ['emails.value', 'id', 'schemas']],
    [
      `attributes=${encodeURIComponent('emails[type eq "work"]')}`,
      ['emails.primary', 'emails.type', 'emails.value', 'id', 'schemas'],
    ],
    ['attributes=meta.created', ['id', 'meta.created', 'schemas']],
    ['attributes=password,nonsense', ['id', 'schemas']],
    ['attributes=userName&excludedAttributes=userName', ['id', 'schemas', 'userName']],
    [
      'excludedAttributes=meta,emails,name.givenName,id,schemas',
      [
        'active',
        'externalId',
        'id',
        'name.familyName',
        'schemas',
        'title',
        'userName',
        `${ENTERPRISE_URN}.department`,
      ],
    ],
    [
      `excludedAttributes=${ENTERPRISE_URN},meta,name,emails.type,emails.primary`,
      ['active', 'emails.value', 'externalId', 'id', 'schemas', 'title', 'userName'],
    ],
  ];

  /** The paths of a resource down to sub-attributes. */
  function pathsOf(body: Record<string, unknown>): string[] {
    const paths = Object.entries(body).flatMap(([name, value]) => {
      if (name === 'schemas') return [name];
      const inner = Array.isArray(value) ? (value as unknown[]) : [value];
      return inner.flatMap((one) =>
        typeof one === 'object' && one !== null ? Object.keys(one).map((sub) => `${name}.${sub}`) : [name],
      );
    });
    return [...new Set(paths)].sort();
  }

  it.each(shapes)('return the right attributes: %s', async (query, expected) => {
    const wanted = [...expected].sort();
    const one = nth(2);
    const body = resource(one);
    const list = await realm.scim('GET', `${filtered(`userName eq "${one.userName}"`)}&${query}`);
    const answers: [string, Answer][] = [
      ['GET', await realm.scim('GET', `/Users/${one.id}?${query}`)],
      ['PUT', await realm.scim('PUT', `/Users/${one.id}?${query}`, body)],
      [
        'PATCH',
        await realm.scim(
          'PATCH',
          `/Users/${one.id}?${query}`,
          patch({ op: 'replace', path: 'title', value: one.title }),
        ),
      ],
    ];
    expect(['list', pathsOf(list.body.Resources[0] as Record<string, unknown>)]).toEqual(['list', wanted]);
    for (const [method, answer] of answers)
      expect([method, pathsOf(answer.body as Record<string, unknown>)]).toEqual([method, wanted]);
    const made = await realm.scim('POST', `/Users?${query}`, {
      ...body,
      userName: 'projected',
      externalId: 'projected',
      emails: [{ value: 'projected@example.com', type: 'work', primary: true }],
    });
    expect(['POST', made.status, pathsOf(made.body as Record<string, unknown>)]).toEqual([
      'POST',
      201,
      wanted,
    ]);
    expect((await realm.scim('DELETE', `/Users/${String(made.body.id)}`)).status).toBe(204);
  });

  it('leave the key of an excluded attribute out of lists', async () => {
    const { body } = await realm.scim('GET', '/Users?count=200&excludedAttributes=emails');
    for (const one of body.Resources as object[]) expect(Object.keys(one)).not.toContain('emails');
  });
});

describe('service accounts', () => {
  it('are in no result and in no total', async () => {
    const { clients, users } = bridge.admin;
    const [client] = await clients.find({ realm: realm.name, clientId: 'scim-bridge' });
    const account = await clients.getServiceAccountUser({ realm: realm.name, id: String(client?.id) });
    expect(await users.findOne({ realm: realm.name, id: String(account.id) })).toBeDefined();
    const filters = [
      'userName eq "service-account-scim-bridge"',
      'userName sw "service"',
      'active eq true',
      'userName pr',
      `id eq "${String(account.id)}"`,
      'not (title pr)',
      'userName ne "x"',
    ];
    for (const query of [
      'count=200',
      'count=200&sortBy=title',
      ...filters.map((filter) => `count=200&filter=${encodeURIComponent(filter)}`),
    ]) {
      const answer = await realm.scim('GET', `/Users?${query}`);
      expect([query, names(answer).filter((name) => name.startsWith('service-account-'))]).toEqual([
        query,
        [],
      ]);
      expect([query, answer.body.totalResults]).toEqual([query, names(answer).length]);
    }
    expect((await realm.scim('GET', '/Users?count=0')).body.totalResults).toBe(COUNT);
    for (const [method, body] of [
      ['PUT', user('service-account-scim-bridge')],
      ['PATCH', patch({ op: 'replace', path: 'active', value: false })],
      ['DELETE'],
    ] as const) {
      assertScimError(await realm.scim(method, `/Users/${String(account.id)}`, body), { status: [403, 404] });
    }
    expect((await clients.getServiceAccountUser({ realm: realm.name, id: String(client?.id) })).enabled).toBe(
      true,
    );
  });
});

describe('a change of userName', () => {
  it('by PATCH and by PUT frees the old name and takes the new one', async () => {
    const made = await realm.scim('POST', '/Users', user('Old.Name'));
    const path = `/Users/${String(made.body.id)}`;
    const patched = await realm.scim(
      'PATCH',
      path,
      patch({ op: 'replace', path: 'userName', value: 'New.Name' }),
    );
    expect([patched.status, patched.body.id, patched.body.userName]).toEqual([200, made.body.id, 'New.Name']);
    expect((await realm.scim('GET', filtered('userName eq "old.name"'))).body.totalResults).toBe(0);
    expect((await realm.scim('GET', filtered('userName eq "new.name"'))).body.Resources).toEqual([
      patched.body,
    ]);
    const second = await realm.scim('POST', '/Users', user('Old.Name'));
    expect(second.status).toBe(201);
    for (const [method, body] of [
      ['PATCH', patch({ op: 'replace', value: { userName: 'OLD.name', title: 'x' } })],
      ['PUT', user('old.NAME', { title: 'x' })],
    ] as const) {
      assertScimError(await realm.scim(method, path, body), {
        status: 409,
        scimType: 'uniqueness',
        detail: /userName/,
      });
    }
    expect((await realm.scim('GET', path)).body).toEqual(patched.body);
    const put = await realm.scim('PUT', path, user('Third.Name'));
    expect(put.body.userName).toBe('Third.Name');
    for (const id of [made.body.id, second.body.id]) await realm.scim('DELETE', `/Users/${String(id)}`);
  });

  it('is answered 400 with the setting to change if the realm does not allow it', async () => {
    const where = await bridge.realm();
    const made = await where.scim('POST', '/Users', user('fixed', { title: 'a' }));
    await bridge.admin.realms.update({ realm: where.name }, { editUsernameAllowed: false });
    const path = `/Users/${String(made.body.id)}`;
    const answer = await where.scim(
      'PATCH',
      path,
      patch({ op: 'replace', value: { userName: 'moved', title: 'b' } }),
    );
    assertScimError(answer, { status: 400, scimType: 'mutability', detail: /Edit username/ });
    expect((await where.scim('GET', path)).body).toEqual(made.body);
    const other = await where.scim('PATCH', path, patch({ op: 'replace', path: 'title', value: 'b' }));
    expect(other.body).toMatchObject({ userName: 'fixed', title: 'b' });
  });
});

describe('the limit of a scan', () => {
  let small: TestBridge;
  let where: TestRealm;

  beforeAll(async () => {
    small = await startTestBridge({ SCAN_LIMIT: '10', REFRESH_AFTER_MS: '150' });
    where = await small.realm();
    for (let i = 0; i < 12; i += 1) {
      const emails = [
        { value: `small-${i}@example.test`, type: 'work' },
        { value: `second-${i}@example.test`, type: 'home' },
      ];
      await where.scim(
        'POST',
        '/Users',
        user(`small-${i}`, { externalId: `small-${i}`, title: `T${i % 2}`, emails }),
      );
    }
  });

  afterAll(async () => {
    await small.close();
  });

  it.each([
    ['title sw "T"', /"title"/],
    ['title pr and nickName co "x"', /"title".*"nickName"/],
    ['emails co "example"', /"emails"/],
    ['active eq true', /"active"/],
    ['not (userName eq "small-1")', /"userName"/],
    ['userName eq "small-1" or displayName co "x"', /"displayName"/],
    [`${ENTERPRISE_URN}:department pr`, /department/],
  ])('answers 400 tooMany with the name of the attribute: %s', async (filter, detail) => {
    for (const answer of [
      await where.scim('GET', filtered(filter)),
      await where.scim('POST', '/.search', searchRequest({ filter, count: 1 })),
    ]) {
      assertScimError(answer, { status: 400, scimType: 'tooMany', detail });
    }
  });

  it('applies to sorting by anything but userName as well', async () => {
    assertScimError(await where.scim('GET', '/Users?sortBy=title'), {
      status: 400,
      scimType: 'tooMany',
      detail: /title/,
    });
    expect((await where.scim('GET', '/Users?sortBy=userName')).body.totalResults).toBe(12);
  });

  it('does not apply to searches that Keycloak does itself', async () => {
    const queries: [string, number][] = [
      ['userName eq "small-1"', 1],
      ['externalId eq "small-1"', 1],
      ['emails.value eq "SECOND-3@example.test"', 1],
      ['emails[type eq "home"].value eq "second-3@example.test"', 1],
      ['userName eq "small-1" or externalId eq "small-2" or emails.value eq "small-3@example.test"', 3],
      ['title pr and userName eq "small-1"', 1],
      ['externalId eq "nobody"', 0],
      ['active eq false', 0],
    ];
    for (const [filter, total] of queries) {
      const { body } = await where.scim('GET', filtered(filter));
      expect([filter, body.totalResults]).toEqual([filter, total]);
    }
    expect((await where.scim('GET', '/Users?count=5')).body.totalResults).toBe(12);
  });
});
