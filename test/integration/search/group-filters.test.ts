/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import {
  filtered,
  filteredGroups,
  group,
  GROUP_URN,
  LIST_URN,
  searchRequest,
  user,
} from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

/** A group, in the words of this test. */
interface Team {
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
  /** Numbers of people. */
  readonly members: readonly number[];
  readonly created?: string;
}

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

let bridge: TestBridge;
let realm: TestRealm;
let fixture: GroupFixture;
let people: readonly string[];
let teams: readonly Team[];

const PLANNED: readonly Omit<Team, 'id'>[] = [
  { displayName: 'Alpha', externalId: 'ext-A', members: [0, 1, 2] },
  { displayName: 'alphabet', externalId: 'EXT-a', members: [1] },
  { displayName: 'Beta "quoted"', externalId: 'x"y', members: [] },
  { displayName: 'beta*', externalId: 'x\\y', members: [2, 3] },
  { displayName: 'Gamma/Delta', externalId: 'x:y z', members: [0] },
  { displayName: '100%_\\', members: [4] },
  { displayName: 'Ärger 東京 👩‍👩‍👧', externalId: 'ünï', members: [0, 4] },
  { displayName: 'ZULU', members: [0, 1, 2, 3, 4] },
  { displayName: 'zebra', externalId: 'line\nbreak', members: [] },
  { displayName: 'control\u0001', externalId: 'control\u0001', members: [5] },
];

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  fixture = openGroupFixture(bridge, realm);
  people = await fixture.createUsers(7);
  const made: Team[] = [];
  for (const { displayName, externalId, members } of PLANNED) {
    const answer = await realm.scim(
      'POST',
      '/Groups',
      group(displayName, {
        ...(externalId === undefined ? {} : { externalId }),
        members: members.map((n) => ({ value: people[n] })),
      }),
    );
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    const { id, meta } = answer.body as { id: string; meta: { created: string } };
    made.push({
      id,
      displayName,
      members,
      created: meta.created,
      ...(externalId === undefined ? {} : { externalId }),
    });
  }
  const parent = made[0]?.id ?? '';
  for (const name of ['below', 'BELOW']) {
    const id = await fixture.createInConsole({ name, attributes: { externalId: ['below'] } }, parent);
    await bridge.admin.users.addToGroup({ realm: realm.name, id: people[6] ?? '', groupId: id });
    made.push({ id, displayName: name, externalId: 'below', members: [6] });
  }
  teams = made;
});

afterAll(async () => {
  await bridge.close();
});

const low = (text: string | undefined): string => (text ?? '').toLowerCase();
const idsOf = (answer: Answer): string[] => (answer.body.Resources as { id: string }[]).map(({ id }) => id);
const namesOf = (answer: Answer): string[] =>
  (answer.body.Resources as { displayName: string }[]).map(({ displayName }) => displayName);
const person = (n: number): string => people[n] ?? '';
const has =
  (n: number) =>
  ({ members }: Team): boolean =>
    members.includes(n);

type Case = [filter: string, matches: (team: Team) => boolean];

/** Each filter with what it means, said in another way. */
const cases = (): Case[] => {
  const [alpha, alphabet] = teams as [Team, Team];
  const [u0, u1, u4, u5] = [person(0), person(1), person(4), person(5)];
  const middle = teams[4]?.created ?? '';
  return [
    ...PLANNED.map(({ displayName }): Case => [
      `displayName eq ${JSON.stringify(displayName)}`,
      (team) => team.displayName === displayName,
    ]),
    ['displayName eq "ALPHA"', ({ displayName }) => displayName === 'Alpha'],
    ['displayName eq "below"', ({ displayName }) => low(displayName) === 'below'],
    ['DISPLAYNAME EQ "ärger 東京 👩‍👩‍👧"', ({ displayName }) => displayName.startsWith('Ä')],
    [`${GROUP_URN}:displayName eq "alpha"`, ({ displayName }) => displayName === 'Alpha'],
    ['displayName eq "beta"', () => false],
    ['displayName eq "*"', () => false],
    ['displayName eq "%"', () => false],
    ['displayName eq ""', () => false],
    ['displayName eq "  "', () => false],
    ['displayName sw "alph"', ({ displayName }) => low(displayName).startsWith('alph')],
    ['displayName sw "BETA"', ({ displayName }) => low(displayName).startsWith('beta')],
    ['displayName co "A"', ({ displayName }) => low(displayName).includes('a')],
    ['displayName co "%"', ({ displayName }) => displayName.includes('%')],
    ['displayName co "*"', ({ displayName }) => displayName.includes('*')],
    [String.raw`displayName co "\\"`, ({ displayName }) => displayName.includes('\\')],
    [String.raw`displayName co "\""`, ({ displayName }) => displayName.includes('"')],
    ['displayName ew "A"', ({ displayName }) => low(displayName).endsWith('a')],
    ['displayName ne "alpha"', ({ displayName }) => displayName !== 'Alpha'],
    ['displayName gt "m"', ({ displayName }) => low(displayName) > 'm'],
    ['displayName pr', () => true],
    ...PLANNED.filter(({ externalId }) => externalId !== undefined).map(({ externalId }): Case => [
      `externalId eq ${JSON.stringify(externalId)}`,
      (team) => team.externalId === externalId,
    ]),
    ['externalId eq "ext-a"', () => false],
    ['externalId eq "below"', ({ externalId }) => externalId === 'below'],
    ['externalId sw "ext"', ({ externalId }) => externalId?.startsWith('ext') ?? false],
    ['externalId pr', ({ externalId }) => externalId !== undefined],
    ['not (externalId pr)', ({ externalId }) => externalId === undefined],
    ['externalId eq null', ({ externalId }) => externalId === undefined],
    [String.raw`externalId eq "\u0000"`, () => false],
    [`id eq "${alpha.id}"`, ({ id }) => id === alpha.id],
    [`id eq "${alpha.id.toUpperCase()}"`, () => false],
    [`id eq "${u0}"`, () => false],
    ['id eq "../users"', () => false],
    [
      `id eq "${alpha.id}" or id eq "${alphabet.id}" or id eq "x"`,
      ({ id }) => [alpha.id, alphabet.id].includes(id),
    ],
    [`members eq "${u0}"`, has(0)],
    [`members.value eq "${u0}"`, has(0)],
    [`members[value eq "${u0}"]`, has(0)],
    [`MEMBERS[VALUE EQ "${u0}"]`, has(0)],
    [`${GROUP_URN}:members.value eq "${u1}"`, has(1)],
    [`members.value eq "${u0.toUpperCase()}"`, () => false],
    [`members.value eq "${NOBODY}"`, () => false],
    ['members.value eq "../x"', () => false],
    ['members.value eq ""', () => false],
    [`members[value eq "${u0}" and type eq "User"]`, has(0)],
    [`members[value eq "${u0}" and type eq "Group"]`, () => false],
    [`members[value eq "${u0}" or value eq "${u4}"]`, (team) => has(0)(team) || has(4)(team)],
    [`members[value eq "${u0}" and value eq "${u1}"]`, () => false],
    [`members.value eq "${u0}" and members.value eq "${u1}"`, (team) => has(0)(team) && has(1)(team)],
    [`members eq "${u0}" or members eq "${u5}"`, (team) => has(0)(team) || has(5)(team)],
    [`members.value ne "${u0}"`, ({ members }) => members.length === 0 || members.some((n) => n !== 0)],
    [`not (members eq "${u0}")`, (team) => !has(0)(team)],
    [`not (members[value eq "${u0}"])`, (team) => !has(0)(team)],
    ['members pr', ({ members }) => members.length > 0],
    ['not (members pr)', ({ members }) => members.length === 0],
    ['members.type eq "user"', ({ members }) => members.length > 0],
    [`members.$ref ew "/${u1}"`, has(1)],
    [`id eq "${alpha.id}" and members eq "${u0}"`, ({ id }) => id === alpha.id],
    [`id eq "${alphabet.id}" and members eq "${u0}"`, () => false],
    [`members eq "${u0}" and id eq "${alpha.id}"`, ({ id }) => id === alpha.id],
    [`id eq "${alpha.id}" and members[value eq "${u1}"]`, ({ id }) => id === alpha.id],
    [`id eq "${alpha.id}" and not (members eq "${u5}")`, ({ id }) => id === alpha.id],
    [`id eq "${alpha.id}" and not (members eq "${u0}")`, () => false],
    [
      `displayName sw "alpha" and members.value eq "${u1}" and not (externalId eq "EXT-a")`,
      ({ displayName }) => displayName === 'Alpha',
    ],
    [`displayName eq "alpha" or members eq "${u4}"`, (team) => team.displayName === 'Alpha' || has(4)(team)],
    [
      `displayName eq "zulu" or externalId eq "ext-A" or id eq "${alphabet.id}"`,
      ({ displayName }) => ['ZULU', 'Alpha', 'alphabet'].includes(displayName),
    ],
    [
      `(displayName eq "zulu" or displayName eq "alpha") and members eq "${u4}"`,
      ({ displayName }) => displayName === 'ZULU',
    ],
    [
      `displayName eq "zulu" or displayName eq "alpha" and members eq "${u4}"`,
      ({ displayName }) => displayName === 'ZULU',
    ],
    [
      `not (displayName co "a" or members eq "${u5}")`,
      (team) => !(low(team.displayName).includes('a') || has(5)(team)),
    ],
    [
      `not (not (members pr)) and (externalId pr or displayName eq "zulu")`,
      ({ members, externalId, displayName }) =>
        members.length > 0 && (externalId !== undefined || displayName === 'ZULU'),
    ],
    [`meta.created ge "${middle}"`, ({ created }) => created !== undefined && created >= middle],
    ['meta.resourceType eq "Group"', () => true],
    [`meta.location ew "/${alpha.id}"`, ({ id }) => id === alpha.id],
    [`schemas eq "${GROUP_URN}"`, () => true],
    ['userName eq "x"', () => false],
    ['description pr', () => false],
  ];
};

describe('filters on groups', () => {
  it('match exactly the right groups', async () => {
    const wrong: unknown[] = [];
    for (const [filter, matches] of cases()) {
      const expected = teams.filter(matches).map(({ id }) => id);
      const answer = await realm.scim('GET', filteredGroups(filter, '&count=200'));
      const found = answer.status === 200 ? idsOf(answer) : [];
      const same =
        answer.status === 200 &&
        answer.body.totalResults === expected.length &&
        JSON.stringify([...found].sort()) === JSON.stringify([...expected].sort());
      if (!same) wrong.push({ filter, status: answer.status, body: answer.body, expected });
    }
    expect(wrong).toEqual([]);
  });

  it('mean the same in POST /Groups/.search, and with pages', async () => {
    for (const [filter, matches] of cases().filter((_case, i) => i % 7 === 0)) {
      const expected = teams.filter(matches).length;
      const answer = await realm.scim('POST', '/Groups/.search', searchRequest({ filter, count: 1 }));
      expect([filter, answer.status, answer.body.totalResults]).toEqual([filter, 200, expected]);
      expect(idsOf(answer)).toHaveLength(Math.min(1, expected));
    }
  });

  it.each([
    'members gt "x" and',
    'members[',
    'displayName',
    'displayName eq',
    'members[value eq "x"',
    'displayName gt true',
  ])('are refused if they are wrong: %s', async (filter) => {
    assertScimError(await realm.scim('GET', filteredGroups(filter)), {
      status: 400,
      scimType: 'invalidFilter',
    });
  });
});

describe('the groups of users', () => {
  const userCases = (): [string, readonly number[]][] => {
    const [alpha, alphabet, quoted] = teams as [Team, Team, Team];
    return [
      [`groups.value eq "${alpha.id}"`, alpha.members],
      [`groups eq "${alpha.id}"`, alpha.members],
      [`groups[value eq "${alpha.id}"]`, alpha.members],
      [`groups.value eq "${quoted.id}"`, []],
      [`groups.value eq "${NOBODY}"`, []],
      ['groups.value eq "../users"', []],
      [`groups.value eq "${alpha.id}" and groups.value eq "${alphabet.id}"`, [1]],
      [`groups.value eq "${alpha.id}" and not (groups.value eq "${alphabet.id}")`, [0, 2]],
      [`id eq "${person(0)}" and groups.value eq "${alpha.id}"`, [0]],
      ['groups.display eq "ALPHABET"', [1]],
      ['groups.display eq "below"', [6]],
      ['groups pr', [0, 1, 2, 3, 4, 5, 6]],
      ['not (groups pr)', []],
    ];
  };

  it('can be filtered by, and match exactly the right users', async () => {
    const wrong: unknown[] = [];
    for (const [filter, numbers] of userCases()) {
      const answer = await realm.scim('GET', filtered(filter));
      const expected = numbers.map(person).sort();
      const found = answer.status === 200 ? idsOf(answer).sort() : answer.body;
      if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push({ filter, found, expected });
    }
    expect(wrong).toEqual([]);
  });

  it('are shown on request only, each with a reference', async () => {
    const id = person(1);
    expect((await realm.scim('GET', `/Users/${id}`)).body).not.toHaveProperty('groups');
    const { body } = await realm.scim('GET', `/Users/${id}?attributes=groups`);
    const mine = teams.filter(has(1));
    const byValue = (a: { value: string }, b: { value: string }): number => (a.value < b.value ? -1 : 1);
    expect((body.groups as { value: string }[]).sort(byValue)).toEqual(
      mine
        .map((team) => ({
          value: team.id,
          $ref: `https://scim.example.test/realms/${realm.name}/scim/v2/Groups/${team.id}`,
          display: team.displayName,
          type: 'direct',
        }))
        .sort(byValue),
    );
    const list = await realm.scim('GET', filtered(`id eq "${id}"`, '&attributes=groups.display'));
    expect(
      (list.body.Resources[0].groups as { display: string }[]).map(({ display }) => display).sort(),
    ).toEqual(mine.map(({ displayName }) => displayName).sort());
  });

  it('are shown as soon as a user joins, and no longer once the group is deleted', async () => {
    const [id = ''] = await fixture.createUsers(1);
    const made = await fixture.createGroup([id]);
    const groups = async (): Promise<unknown[]> =>
      ((await realm.scim('GET', `/Users/${id}?attributes=groups`)).body.groups ?? []) as unknown[];
    expect(await groups()).toHaveLength(1);
    await realm.scim('DELETE', `/Groups/${made}`);
    expect(await groups()).toEqual([]);
    await bridge.admin.users.del({ realm: realm.name, id });
  });
});

describe('the number of calls to Keycloak for group filters', () => {
  /** The second call tells whether the user is the account of a client, which no group shows. */
  const CALLS_OF_A_MEMBERSHIP = ['GET /users/{id}/groups', 'GET /users/{id}'];

  async function callsOf(path: string): Promise<string[]> {
    bridge.proxy.reset();
    expect((await realm.scim('GET', path)).status).toBe(200);
    return bridge.proxy
      .calls()
      .map((call) => call.replace(`/admin/realms/${realm.name}`, '').replace(/\/?(\?.*)?$/, ''));
  }

  it('is one for a check of a membership, and a second for its user if it exists', async () => {
    const [{ id }] = teams as [Team];
    for (const probe of [
      `id eq "${id}" and members eq "${person(0)}"`,
      `id eq "${id}" and members.value eq "${person(0)}"`,
      `members[value eq "${person(0)}"] and id eq "${id}"`,
      `id eq "${id}" and members eq "${person(5)}"`,
    ]) {
      expect(await callsOf(filteredGroups(probe, '&attributes=id'))).toEqual(CALLS_OF_A_MEMBERSHIP);
      expect(await callsOf(filteredGroups(probe, '&excludedAttributes=members'))).toEqual(
        CALLS_OF_A_MEMBERSHIP,
      );
    }
    const shown = await callsOf(filteredGroups(`id eq "${id}" and members eq "${person(0)}"`));
    expect(shown).toEqual([...CALLS_OF_A_MEMBERSHIP, 'GET /groups/{id}/members']);
    const [loner = ''] = await fixture.createUsers(1);
    const probe = `id eq "${id}" and members eq "${loner}"`;
    expect(await callsOf(filteredGroups(probe, '&attributes=id'))).toEqual(['GET /users/{id}/groups']);
    await bridge.admin.users.del({ realm: realm.name, id: loner });
  });

  it.each([
    ['displayName eq', () => 'displayName eq "alpha"', ['GET /groups']],
    ['displayName of nobody', () => 'displayName eq "no such"', ['GET /groups']],
    ['externalId eq', () => 'externalId eq "ext-A"', ['GET /groups']],
    ['id eq', () => `id eq "${teams[0]?.id ?? ''}"`, ['GET /groups/{id}']],
    ['an id that can be nobody', () => 'id eq "a/b"', []],
    ['members eq', () => `members eq "${person(0)}"`, CALLS_OF_A_MEMBERSHIP],
    ['a member that can be nobody', () => 'members eq "a/b"', []],
    ['displayName and something else', () => 'displayName eq "alpha" and externalId pr', ['GET /groups']],
    ['sw: one to count, one to read', () => 'displayName sw "alpha"', ['GET /groups/count', 'GET /groups']],
  ])('is documented for the filter %s', async (_name, filter, calls) => {
    expect(await callsOf(filteredGroups(filter(), '&excludedAttributes=members'))).toEqual(calls);
  });

  it('is one for the users of a group', async () => {
    const calls = await callsOf(filtered(`groups.value eq "${teams[0]?.id ?? ''}"`));
    expect(calls).toEqual(['GET /groups/{id}/members']);
  });
});

describe('lists of groups', () => {
  it('respect count and startIndex, with true totalResults', async () => {
    const all = await realm.scim('GET', '/Groups?count=1000&excludedAttributes=members');
    expect(all.body).toMatchObject({
      schemas: [LIST_URN],
      totalResults: teams.length,
      startIndex: 1,
      itemsPerPage: teams.length,
    });
    expect(namesOf(all).sort()).toEqual(teams.map(({ displayName }) => displayName).sort());
    const paged: string[] = [];
    for (let start = 1; start <= teams.length; start += 5) {
      const page = await realm.scim('GET', `/Groups?startIndex=${start}&count=5&excludedAttributes=members`);
      expect(page.body).toMatchObject({ totalResults: teams.length, startIndex: start });
      paged.push(...idsOf(page));
    }
    expect(paged).toEqual(idsOf(all));
    const none = await realm.scim('GET', '/Groups?count=0');
    expect(none.body).toMatchObject({ totalResults: teams.length, itemsPerPage: 0 });
    const beyond = await realm.scim('GET', '/Groups?startIndex=1000&count=5');
    expect(beyond.body).toMatchObject({ totalResults: teams.length, itemsPerPage: 0 });
  });

  it.each([
    ['displayName', 'ascending'],
    ['displayName', 'descending'],
    ['DISPLAYNAME', ''],
  ])('are sorted by %s %s regardless of case', async (sortBy, order) => {
    const sign = order === 'descending' ? -1 : 1;
    const expected = teams
      .map(({ displayName }) => low(displayName))
      .sort((a, b) => (a === b ? 0 : a < b ? -sign : sign));
    const query = `sortBy=${sortBy}${order === '' ? '' : `&sortOrder=${order}`}&excludedAttributes=members`;
    const all = await realm.scim('GET', `/Groups?${query}&count=1000`);
    expect(namesOf(all).map(low)).toEqual(expected);
    const second = await realm.scim('GET', `/Groups?${query}&startIndex=4&count=3`);
    expect(namesOf(second).map(low)).toEqual(expected.slice(3, 6));
    const some = await realm.scim('GET', filteredGroups('displayName co "a"', `&${query}`));
    expect(namesOf(some).map(low)).toEqual(expected.filter((name) => name.includes('a')));
  });

  it('are sorted by externalId exactly, with missing values last', async () => {
    const { body } = await realm.scim(
      'GET',
      '/Groups?sortBy=externalId&count=1000&excludedAttributes=members',
    );
    const found = (body.Resources as { externalId?: string }[]).map(({ externalId }) => externalId);
    const expected = teams.flatMap(({ externalId }) => externalId ?? []).sort();
    expect(found).toEqual([
      ...expected,
      ...Array.from({ length: teams.length - expected.length }, () => undefined),
    ]);
  });
});

describe('a search over users and groups', () => {
  const both = '/?filter=';
  const types = (answer: Answer): string[] =>
    (answer.body.Resources as { meta: { resourceType: string } }[]).map(({ meta }) => meta.resourceType);

  it('lists users, then groups, and pages across the border without loss', async () => {
    const total = people.length + teams.length;
    const all = await realm.scim('GET', '/?count=1000');
    expect(all.body).toMatchObject({ totalResults: total, itemsPerPage: total });
    expect(types(all)).toEqual([...people.map(() => 'User'), ...teams.map(() => 'Group')]);
    for (const count of [1, 3, 4, 5, total - 1]) {
      const paged: string[] = [];
      for (let start = 1; start <= total; start += count) {
        const page = await realm.scim('GET', `/?startIndex=${start}&count=${count}`);
        expect(page.body.totalResults).toBe(total);
        paged.push(...idsOf(page));
      }
      expect([count, paged]).toEqual([count, idsOf(all)]);
    }
    expect((await realm.scim('GET', '/?count=0')).body).toMatchObject({
      totalResults: total,
      itemsPerPage: 0,
    });
  });

  it('finds both by attributes that either has', async () => {
    const name = freshName('both');
    const made = await realm.scim(
      'POST',
      '/Users',
      user(freshName(), { displayName: name, externalId: name }),
    );
    const id = await fixture.createGroup([String(made.body.id)], name);
    try {
      for (const filter of [
        `displayName eq "${name}"`,
        `displayName eq "${name.toUpperCase()}"`,
        `displayName sw "${name}" and not (title pr)`,
        `id eq "${id}" or id eq "${String(made.body.id)}"`,
        `meta.created ge "${String(made.body.meta.created)}" and displayName pr`,
      ]) {
        const found = await realm.scim('GET', `${both}${encodeURIComponent(filter)}`);
        expect([filter, found.status, idsOf(found)]).toEqual([filter, 200, [made.body.id, id]]);
        const searched = await realm.scim(
          'POST',
          '/.search',
          searchRequest({ filter, startIndex: 2, count: 1 }),
        );
        expect([searched.body.totalResults, idsOf(searched)]).toEqual([2, [id]]);
      }
      for (const [filter, type] of [
        [`userName eq "${String(made.body.userName)}"`, 'User'],
        [`members eq "${String(made.body.id)}"`, 'Group'],
        [`groups.value eq "${id}"`, 'User'],
        ['meta.resourceType eq "Group" and externalId eq "ext-A"', 'Group'],
      ] as const) {
        const found = await realm.scim('GET', `${both}${encodeURIComponent(filter)}`);
        expect([filter, types(found)]).toEqual([filter, [type]]);
      }
    } finally {
      await realm.scim('DELETE', `/Groups/${id}`);
      await realm.scim('DELETE', `/Users/${String(made.body.id)}`);
    }
  });

  it('sorts each type', async () => {
    const { body } = await realm.scim('GET', '/?sortBy=displayName&sortOrder=descending&count=1000');
    const groups = (body.Resources as { displayName?: string; meta: { resourceType: string } }[])
      .filter(({ meta }) => meta.resourceType === 'Group')
      .map(({ displayName }) => low(displayName));
    expect(groups).toEqual(
      teams
        .map(({ displayName }) => low(displayName))
        .sort()
        .reverse(),
    );
  });
});

describe('the limit of a group scan', () => {
  let tight: TestBridge;
  let where: TestRealm;

  beforeAll(async () => {
    tight = await startTestBridge({ SCAN_LIMIT: '5' });
    where = await tight.realm();
    const there = openGroupFixture(tight, where);
    const [member = ''] = await there.createUsers(1);
    for (let i = 0; i < 8; i += 1) await there.createGroup([member], `limited-${i}`);
    await there.createGroup([], 'limited');
  });

  afterAll(async () => {
    await tight.close();
  });

  it.each(['displayName sw "limited"', 'members pr', 'not (displayName eq "x")', 'externalId pr'])(
    'answers 400 tooMany to what would read too much: %s',
    async (filter) => {
      assertScimError(await where.scim('GET', filteredGroups(filter)), { status: 400, scimType: 'tooMany' });
    },
  );

  it('answers 400 tooMany to sorting that would read too much', async () => {
    assertScimError(await where.scim('GET', '/Groups?sortBy=displayName'), {
      status: 400,
      scimType: 'tooMany',
    });
  });

  it('does not apply to searches that Keycloak does itself, such as a common name or a list', async () => {
    const find = async (filter: string) => {
      const { status, body } = await where.scim('GET', filteredGroups(filter, '&excludedAttributes=members'));
      return [status, body.totalResults] as unknown;
    };
    expect(await find('displayName eq "LIMITED"')).toEqual([200, 1]);
    expect(await find('displayName eq "limited-3"')).toEqual([200, 1]);
    expect((await where.scim('GET', '/Groups?count=4')).body.totalResults).toBe(9);
    expect((await where.scim('POST', '/Groups', group('Limited'))).status).toBe(409);
    expect((await where.scim('POST', '/Groups', group('limite'))).status).toBe(201);
  });
});
