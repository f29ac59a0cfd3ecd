/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import type { IncomingMessage } from 'node:http';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import { group, patch } from '../../support/scim/messages.ts';
import { assertQuick } from '../../support/load/quickly.ts';
import { createRandom } from '../../support/random.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

/** Joins of one request that are under way at once; that many may still happen after the first failure. */
const AT_ONCE = 8;

/** Users who are there to join: more than three pages of Keycloak's, and than any queue of joins. */
const CROWD = 320;

let bridge: TestBridge;
let realm: TestRealm;
let fixture: GroupFixture;
let crowd: readonly string[];

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  fixture = openGroupFixture(bridge, realm);
  crowd = await fixture.createUsers(CROWD);
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(async () => {
  await bridge.close();
});

const change = (id: string, ...operations: unknown[]) =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));
const put = (id: string, members?: unknown) =>
  realm.scim('PUT', `/Groups/${id}`, group(freshName(), members === undefined ? {} : { members }));
const elements = (ids: readonly string[]) => ids.map((value) => ({ value }));
const some = (count: number, from = 0): string[] => crowd.slice(from, from + count);
const sorted = (...lists: (readonly string[])[]): string[] => lists.flat().sort();
const isJoin = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'PUT' && /\/users\/[^/]+\/groups\//.test(url);
const isLeave = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'DELETE' && /\/users\/[^/]+\/groups\//.test(url);

const tally = (answers: readonly Answer[]): Record<number, number> => {
  const result: Record<number, number> = {};
  for (const { status } of answers) result[status] = (result[status] ?? 0) + 1;
  return result;
};

/** The calls to Keycloak that a piece of work takes, as method and route. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  bridge.proxy.reset();
  await work();
  return bridge.proxy
    .calls()
    .map((call) => call.replace(`/admin/realms/${realm.name}`, '').replace(/\/?(\?.*)?$/, ''));
}

const writes = (calls: readonly string[]): string[] => calls.filter((call) => !call.startsWith('GET')).sort();
/** The calls without those that find out who is protected, which are remembered for a while. */
const unguarded = (calls: readonly string[]): string[] =>
  calls.filter(
    (call) =>
      !['GET /users', 'GET /clients', 'GET /groups/{id}'].includes(call) && !call.endsWith('/composite'),
  );
const JOIN = 'PUT /users/{id}/groups/{id}';
const LEAVE = 'DELETE /users/{id}/groups/{id}';

describe('a change of group members', () => {
  const [a, b, c, d] = [0, 1, 2, 3].map((n) => () => crowd[n] ?? '') as [
    () => string,
    () => string,
    () => string,
    () => string,
  ];
  type Shape = [what: string, operations: () => unknown[], after: () => string[]];

  /** What becomes of a group of a and b. */
  const shapes: Shape[] = [
    ['add', () => [{ op: 'add', path: 'members', value: elements([c()]) }], () => [a(), b(), c()]],
    ['add of a member', () => [{ op: 'add', path: 'members', value: elements([a()]) }], () => [a(), b()]],
    ['add without a path', () => [{ op: 'add', value: { members: elements([c()]) } }], () => [a(), b(), c()]],
    [
      'add of one that is no list',
      () => [{ op: 'add', path: 'members', value: { value: c() } }],
      () => [a(), b(), c()],
    ],
    ['add of null', () => [{ op: 'add', path: 'members', value: null }], () => [a(), b()]],
    ['remove by filter', () => [{ op: 'remove', path: `members[value eq "${a()}"]` }], () => [b()]],
    [
      'remove by filter, two ids',
      () => [{ op: 'remove', path: `members[value eq "${a()}" or value eq "${b()}"]` }],
      () => [],
    ],
    [
      'remove by filter of one who is none',
      () => [{ op: 'remove', path: `members[value eq "${c()}"]` }],
      () => [a(), b()],
    ],
    [
      'remove with a value: only these',
      () => [{ op: 'remove', path: 'members', value: elements([a(), d()]) }],
      () => [b()],
    ],
    ['remove with a bare id', () => [{ op: 'remove', path: 'members', value: a() }], () => [b()]],
    [
      'remove with an empty list: nobody',
      () => [{ op: 'remove', path: 'members', value: [] }],
      () => [a(), b()],
    ],
    ['remove without a value: all', () => [{ op: 'remove', path: 'members' }], () => []],
    [
      'remove by a filter on all of them',
      () => [{ op: 'remove', path: 'members[type eq "User"]' }],
      () => [],
    ],
    ['remove by not', () => [{ op: 'remove', path: `members[not (value eq "${a()}")]` }], () => [a()]],
    ['remove by $ref', () => [{ op: 'remove', path: `members[$ref ew "${a()}"]` }], () => [b()]],
    ['replace', () => [{ op: 'replace', path: 'members', value: elements([b(), c()]) }], () => [b(), c()]],
    ['replace without a path', () => [{ op: 'replace', value: { members: elements([d()]) } }], () => [d()]],
    ['replace by an empty list', () => [{ op: 'replace', path: 'members', value: [] }], () => []],
    ['replace by null', () => [{ op: 'replace', value: { members: null } }], () => []],
    [
      'replace of one by another',
      () => [{ op: 'replace', path: `members[value eq "${a()}"]`, value: { value: c() } }],
      () => [b(), c()],
    ],
    [
      'add, then remove the same',
      () => [
        { op: 'add', path: 'members', value: elements([c(), d()]) },
        { op: 'remove', path: `members[value eq "${c()}"]` },
      ],
      () => [a(), b(), d()],
    ],
    [
      'remove, then add the same',
      () => [
        { op: 'remove', path: 'members', value: elements([a(), b()]) },
        { op: 'add', path: 'members', value: elements([b()]) },
      ],
      () => [b()],
    ],
    [
      'remove all, then add',
      () => [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: elements([b(), c()]) },
      ],
      () => [b(), c()],
    ],
    [
      'add, then remove all',
      () => [
        { op: 'add', path: 'members', value: elements([c()]) },
        { op: 'remove', path: 'members' },
      ],
      () => [],
    ],
    [
      'add, then remove whoever matches, the new one too',
      () => [
        { op: 'add', path: 'members', value: elements([c()]) },
        { op: 'remove', path: 'members[type eq "User"]' },
        { op: 'add', path: 'members', value: elements([d()]) },
      ],
      () => [d()],
    ],
    [
      'replace, then remove, then add',
      () => [
        { op: 'replace', path: 'members', value: elements([a(), c(), d()]) },
        { op: 'remove', path: `members[value eq "${d()}"]` },
        { op: 'add', path: 'members', value: elements([b()]) },
      ],
      () => [a(), b(), c()],
    ],
    [
      'one operation each',
      () => [c(), d()].map((value) => ({ op: 'add', path: 'members', value: [{ value }] })),
      () => [a(), b(), c(), d()],
    ],
  ];

  it.each(shapes)('is applied by PATCH: %s', async (_what, operations, after) => {
    const id = await fixture.createGroup([a(), b()]);
    const answer = await change(id, ...operations());
    expect(answer.status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual(sorted(after()));
  });

  it('is applied by PUT: fewer, more, none, null; without "members" they stay', async () => {
    const id = await fixture.createGroup([a(), b(), c()]);
    for (const [members, after] of [
      [elements([b()]), [b()]],
      [elements([b(), d(), a()]), [a(), b(), d()]],
      [undefined, [a(), b(), d()]],
      [[], []],
      [elements([a()]), [a()]],
      [null, []],
      [
        [a(), { value: a() }, null, b()],
        [a(), b()],
      ],
    ] as const) {
      const answer = await put(id, members);
      expect(answer.status).toBe(200);
      const shown = ((answer.body.members ?? []) as { value: string }[]).map(({ value }) => value).sort();
      expect(shown).toEqual(sorted(after));
      expect(await fixture.memberIds(id)).toEqual(sorted(after));
    }
  });

  it.each([
    ['an operation that does not exist', () => [{ op: 'grow', path: 'members', value: [] }]],
    ['a path that cannot be parsed', () => [{ op: 'add', path: 'members[', value: [] }]],
    [
      'a filter that compares what cannot be compared',
      () => [{ op: 'remove', path: 'members[value gt true]' }],
    ],
    [
      'a filter that names nothing, in an add',
      () => [{ op: 'add', path: 'members[type eq "User"]', value: [] }],
    ],
    ['a sub-attribute', () => [{ op: 'replace', path: `members[value eq "${a()}"].value`, value: b() }]],
    ['a sub-attribute of all', () => [{ op: 'replace', path: 'members.value', value: b() }]],
    ['a member without id', () => [{ op: 'add', path: 'members', value: [{ display: 'x' }] }]],
    ['a group', () => [{ op: 'add', path: 'members', value: [{ value: b(), type: 'Group' }] }]],
    ['a read-only attribute', () => [{ op: 'replace', path: 'id', value: 'x' }]],
    ['a value of the wrong type', () => [{ op: 'replace', path: 'externalId', value: {} }]],
  ])('writes nothing if a PATCH has %s among good operations', async (_what, bad) => {
    const id = await fixture.createGroup([a()]);
    const before = await fixture.storedGroup(id);
    const good = [
      { op: 'add', path: 'members', value: elements([c()]) },
      { op: 'replace', path: 'displayName', value: freshName() },
      { op: 'remove', path: `members[value eq "${a()}"]` },
    ];
    for (const operations of [
      [...bad(), ...good],
      [...good, ...bad()],
    ]) {
      const calls = await callsOf(async () => {
        assertScimError(await change(id, ...operations), { status: 400 });
      });
      expect(writes(calls)).toEqual([]);
    }
    expect(await fixture.storedGroup(id)).toEqual(before);
    expect(await fixture.memberIds(id)).toEqual([a()]);
  });

  it.each([
    ['no displayName', { op: 'remove', path: 'displayName' }],
    ['a blank displayName', { op: 'replace', value: { displayName: ' ' } }],
  ])('writes nothing if a PATCH has %s as its last operation', async (_what, bad) => {
    const id = await fixture.createGroup([a()]);
    const calls = await callsOf(async () => {
      const answer = await change(id, { op: 'add', path: 'members', value: elements([c()]) }, bad);
      assertScimError(answer, { status: 400, scimType: 'invalidValue' });
    });
    expect(writes(calls)).toEqual([]);
    expect(await fixture.memberIds(id)).toEqual([a()]);
  });

  it('adds no member if a PATCH asks for a name that is taken', async () => {
    const taken = freshName();
    await fixture.createGroup([], taken);
    const id = await fixture.createGroup([a()]);
    const answer = await change(
      id,
      { op: 'add', path: 'members', value: elements([b()]) },
      { op: 'replace', path: 'displayName', value: taken },
    );
    assertScimError(answer, { status: 409, scimType: 'uniqueness' });
    expect(await fixture.memberIds(id)).toEqual([a()]);
  });

  it('keeps disabled users, who are members again when they are enabled', async () => {
    const [one = ''] = await fixture.createUsers(1);
    const id = await fixture.createGroup([one]);
    const active = (value: boolean) =>
      realm.scim('PATCH', `/Users/${one}`, patch({ op: 'replace', path: 'active', value }));
    await active(false);
    expect((await realm.scim('GET', `/Groups/${id}`)).body.members).toHaveLength(1);
    await active(true);
    expect(await fixture.memberIds(id)).toEqual([one]);
  });
});

describe('many membership changes at once', () => {
  it('end as answered when twenty clients add and remove members of one group', async () => {
    const { seed } = createRandom();
    process.stderr.write(`membership: TEST_SEED=${seed}\n`);
    const id = await fixture.createGroup();
    const clients = Array.from({ length: 20 }, (_, n) => ({
      random: createRandom(seed + n),
      own: some(8, n * 8),
      inside: new Set<string>(),
    }));
    const statuses = new Set<number>();
    const turn = async ({ random, own, inside }: (typeof clients)[number]): Promise<void> => {
      const [one, two] = [random.pick(own), random.pick(own)];
      const [op, operations, effect] = random.pick<[string, unknown[], () => void]>([
        [
          'join',
          [{ op: 'add', path: 'members', value: elements([one, two]) }],
          () => void inside.add(one).add(two),
        ],
        ['leave', [{ op: 'remove', path: `members[value eq "${one}"]` }], () => void inside.delete(one)],
        [
          'leave two',
          [{ op: 'Remove', path: 'members', value: elements([one, two]) }],
          () => {
            inside.delete(one);
            inside.delete(two);
          },
        ],
        [
          'both',
          [
            { op: 'add', path: 'members', value: elements(own) },
            { op: 'remove', path: 'members', value: elements([one, two]) },
          ],
          () => {
            for (const each of own) inside.add(each);
            inside.delete(one);
            inside.delete(two);
          },
        ],
        [
          'rename',
          [
            { op: 'replace', value: { id, displayName: freshName(), members: undefined } },
            { op: 'add', path: 'members', value: elements([one]) },
          ],
          () => void inside.add(one),
        ],
      ]);
      const { status } = await change(id, ...operations);
      statuses.add(status);
      if (status < 300) effect();
      else process.stderr.write(`membership: ${op} was answered ${status}\n`);
    };
    await Promise.all(
      clients.map(async (client) => {
        for (let i = 0; i < 8; i += 1) await turn(client);
      }),
    );
    expect([...statuses].filter((status) => status >= 300)).toEqual([]);
    expect(await fixture.memberIds(id)).toEqual(sorted(...clients.map(({ inside }) => [...inside])));
  });

  it('end as one of two lists that replace all members at once', async () => {
    for (let i = 0; i < 5; i += 1) {
      const id = await fixture.createGroup(some(3));
      const lists = [some(10, 10), some(10, 20), some(10, 15)];
      const answers = await Promise.all([
        put(id, elements(lists[0] ?? [])),
        put(id, elements(lists[1] ?? [])),
        change(id, { op: 'replace', path: 'members', value: elements(lists[2] ?? []) }),
      ]);
      expect(tally(answers)).toEqual({ 200: 2, 204: 1 });
      expect(lists.map((list) => sorted(list))).toContainEqual(await fixture.memberIds(id));
    }
  });

  it('succeed for eight identical joins, and for eight identical removals', async () => {
    const id = await fixture.createGroup();
    for (const who of some(5, 100)) {
      const join = { op: 'add', path: 'members', value: elements([who]) };
      expect(tally(await Promise.all(Array.from({ length: 8 }, () => change(id, join))))).toEqual({ 204: 8 });
    }
    expect(await fixture.memberIds(id)).toEqual(sorted(some(5, 100)));
    for (const who of some(5, 100)) {
      const leave = { op: 'remove', path: `members[value eq "${who}"]` };
      expect(tally(await Promise.all(Array.from({ length: 8 }, () => change(id, leave))))).toEqual({
        204: 8,
      });
    }
    expect(await fixture.memberIds(id)).toEqual([]);
  });

  it('take 409 to a join as a sign that another one does the same', async () => {
    const id = await fixture.createGroup();
    bridge.proxy.intercept((request, response) => {
      if (!isJoin(request)) return false;
      const body = '{"error":"conflict","error_description":"Duplicate resource error"}';
      response.writeHead(409, { 'Content-Type': 'application/json' }).end(body);
      return true;
    });
    const answer = await change(id, { op: 'add', path: 'members', value: elements(some(1)) });
    expect(answer.status).toBe(204);
  });

  it('treat users who are deleted while they join as unknown', async () => {
    for (let i = 0; i < 5; i += 1) {
      const id = await fixture.createGroup();
      const doomed = await fixture.createUsers(4);
      const [joined, ...deleted] = await Promise.all([
        change(id, { op: 'add', path: 'members', value: elements([...doomed, ...some(4)]) }),
        ...doomed.map((who) => realm.scim('DELETE', `/Users/${who}`)),
      ]);
      expect(joined.status).toBe(204);
      expect(tally(deleted)).toEqual({ 204: 4 });
      expect(await fixture.memberIds(id)).toEqual(sorted(some(4)));
    }
  });

  it('repeat a deletion that collides with a join', async () => {
    const [doomed = ''] = await fixture.createUsers(1);
    let refused = 0;
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'DELETE' || refused > 1) return false;
      refused += 1;
      const body = '{"error":"conflict","error_description":"Duplicate resource error"}';
      response.writeHead(409, { 'Content-Type': 'application/json' }).end(body);
      return true;
    });
    expect((await realm.scim('DELETE', `/Users/${doomed}`)).status).toBe(204);
    expect(refused).toBe(2);
  });

  it('answer 204 to the deletion of the group, 404 or success to the rest, and never 5xx', async () => {
    for (let i = 0; i < 5; i += 1) {
      const id = await fixture.createGroup(some(5));
      const work = [
        change(id, { op: 'add', path: 'members', value: elements(some(24)) }),
        put(id, elements(some(16, 12))),
        change(id, { op: 'replace', value: { displayName: freshName() } }),
        realm.scim('GET', `/Groups/${id}`),
        realm.scim('GET', '/Groups'),
      ];
      const deleted = await realm.scim('DELETE', `/Groups/${id}`);
      expect(deleted.status).toBe(204);
      for (const { status } of await Promise.all(work)) expect([200, 204, 404]).toContain(status);
      expect((await realm.scim('GET', '/Groups')).status).toBe(200);
      assertScimError(await realm.scim('GET', `/Groups/${id}`), { status: 404 });
    }
  });
});

describe('large membership changes', () => {
  it('add hundreds of members in one PATCH, do no harm when repeated, and remove them with one array of values', async () => {
    const id = await fixture.createGroup();
    const add = { op: 'add', path: 'members', value: elements([...crowd, ...crowd]) };
    const calls = await callsOf(async () => {
      expect((await change(id, add)).status).toBe(204);
    });
    expect(writes(calls)).toEqual(Array.from({ length: CROWD }, () => JOIN));
    expect(unguarded(calls)).toHaveLength(CROWD);
    expect(await fixture.memberIds(id)).toEqual(sorted(crowd));
    const removed = await change(id, { op: 'remove', path: 'members', value: elements(some(CROWD - 1)) });
    expect(removed.status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual([crowd[CROWD - 1]]);
  });

  it('mix hundreds of operations, joins and removals, in one PATCH', async () => {
    const half = CROWD / 2;
    const id = await fixture.createGroup(some(half));
    const operations = crowd.map((value, n) =>
      n < half
        ? { op: 'remove', path: `members[value eq "${value}"]` }
        : { op: 'add', path: 'members', value: [{ value }] },
    );
    const calls = await callsOf(async () => {
      expect((await change(id, ...operations)).status).toBe(204);
    });
    expect(unguarded(calls)).toHaveLength(CROWD);
    expect(await fixture.memberIds(id)).toEqual(sorted(some(half, half)));
  });

  it.each([
    [
      'PATCH',
      (id: string, wanted: readonly string[]) =>
        change(id, { op: 'add', path: 'members', value: elements(wanted) }),
    ],
    [
      'PATCH replace',
      (id: string, wanted: readonly string[]) =>
        change(id, { op: 'replace', path: 'members', value: elements(wanted) }),
    ],
    ['PUT', (id: string, wanted: readonly string[]) => put(id, elements(wanted))],
  ])(
    'answer a failure in the middle of a %s with an error, and a repeat completes it',
    async (_name, ask) => {
      const id = await fixture.createGroup(some(10));
      const wanted = some(200);
      let joined = 0;
      let refused = 0;
      bridge.proxy.intercept((request, response) => {
        if (!isJoin(request)) return false;
        if (joined < 60) {
          joined += 1;
          return false;
        }
        refused += 1;
        response.writeHead(503).end();
        return true;
      });
      const failed = await ask(id, wanted);
      assertScimError(failed, { status: 503, detail: /Of \d+ .* \d+ were made; repeat/ });
      expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
      const [, all = '', done = ''] = /Of (\d+) .* (\d+) were made/.exec(String(failed.body.detail)) ?? [];
      expect([Number(all), Number(done)]).toEqual([_name === 'PATCH' ? 200 : 190, 60]);
      expect(refused).toBeLessThanOrEqual(3 * AT_ONCE);
      bridge.proxy.intercept(undefined);
      const halfway = await fixture.memberIds(id);
      expect(halfway.length).toBeGreaterThanOrEqual(60);
      expect(sorted(wanted)).toEqual(expect.arrayContaining(halfway));
      expect(halfway).toEqual(expect.arrayContaining(some(10)));

      const calls = await callsOf(async () => {
        expect((await ask(id, wanted)).status).toBeLessThan(300);
      });
      expect(await fixture.memberIds(id)).toEqual(sorted(wanted));
      const joins = calls.filter((call) => call === JOIN);
      expect(joins).toHaveLength(_name === 'PATCH' ? 200 : 200 - halfway.length);
      expect(calls).not.toContain(LEAVE);
    },
  );

  it('answer a failure in the middle of removals with an error, and a repeat completes them', async () => {
    const id = await fixture.createGroup(some(100));
    let left = 0;
    bridge.proxy.intercept((request, response) => {
      if (!isLeave(request) || (left += 1) <= 30) return false;
      response.writeHead(503).end();
      return true;
    });
    const remove = { op: 'remove', path: 'members', value: elements(some(90)) };
    assertScimError(await change(id, remove), { status: 503, detail: /repeat/ });
    bridge.proxy.intercept(undefined);
    expect(await fixture.memberIds(id)).toHaveLength(70);
    expect((await change(id, remove)).status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual(sorted(some(10, 90)));
  });

  it('succeed when Keycloak answers 503 once', async () => {
    const id = await fixture.createGroup();
    let refused = 0;
    bridge.proxy.intercept((request, response) => {
      if (!isJoin(request) || refused > 2) return false;
      refused += 1;
      response.writeHead(503).end();
      return true;
    });
    expect((await change(id, { op: 'add', path: 'members', value: elements(some(10)) })).status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual(sorted(some(10)));
  });

  it('take few calls for 10,000 operations on few people in one PATCH', async () => {
    const id = await fixture.createGroup();
    const operations = Array.from({ length: 10_000 }, (_, n) => ({
      op: n % 2 === 0 ? 'add' : 'remove',
      path: 'members',
      value: [{ value: crowd[n % 7] }],
    }));
    const ask = async (): Promise<void> => {
      expect((await change(id, ...operations)).status).toBe(204);
    };
    expect(writes(await callsOf(ask))).toHaveLength(7);
    await assertQuick(ask, 5_000);
  });
});

describe('a group of thousands of members', () => {
  const COUNT = 3_000;
  let id: string;
  let members: readonly string[];

  beforeAll(async () => {
    const name = freshName('big');
    id = await fixture.createInConsole({ name, description: 'kept' });
    members = await fixture.createUsers(COUNT, [`/${name}`]);
  }, 300_000);

  it('is created', async () => {
    expect(await fixture.memberIds(id)).toEqual(sorted(members));
  });

  it('takes as many calls as an empty group to add one and remove one', async () => {
    const empty = await fixture.createGroup();
    const [who = ''] = crowd;
    const add = { op: 'add', path: 'members', value: elements([who]) };
    const remove = { op: 'remove', path: `members[value eq "${who}"]` };
    const listed = { op: 'Remove', path: 'members', value: elements([who]) };
    for (const operations of [[add], [remove], [add], [listed], [add, remove]]) {
      const small = await callsOf(async () => {
        expect((await change(empty, ...operations)).status).toBe(204);
      });
      const big = await callsOf(async () => {
        expect((await change(id, ...operations)).status).toBe(204);
      });
      expect(unguarded(big).sort()).toEqual(unguarded(small).sort());
      expect(unguarded(big)).toHaveLength(1);
    }
  });

  it('is renamed and read without members without touching them', async () => {
    const rename = { op: 'replace', path: 'displayName', value: freshName('renamed') };
    const calls = await callsOf(async () => {
      expect((await change(id, rename)).status).toBe(204);
      expect((await realm.scim('GET', `/Groups/${id}?excludedAttributes=members`)).status).toBe(200);
    });
    expect(calls.filter((call) => call.includes('members'))).toEqual([]);
    expect(await fixture.storedGroup(id)).toMatchObject({ description: 'kept' });
  });

  it('is read in pages', async () => {
    const calls = await callsOf(async () => {
      const { status, body } = await realm.scim('GET', `/Groups/${id}`);
      expect(status).toBe(200);
      const shown = (body.members as { value: string }[]).map(({ value }) => value);
      expect(sorted(shown)).toEqual(sorted(members));
    });
    expect(calls.length).toBeGreaterThan(2);
    expect(
      bridge.proxy.calls().every((call) => !call.includes('/members') || /max=\d{2,4}&/.test(call)),
    ).toBe(true);
  });

  it('takes five writes for a list that differs in five members, by PUT and by PATCH', async () => {
    const [gone, come] = [members.slice(0, 3), some(2, 200)];
    const wanted = [...members.slice(3), ...come];
    const { name } = (await fixture.storedGroup(id)) as { name: string };
    const there = await callsOf(async () => {
      const answer = await realm.scim('PUT', `/Groups/${id}`, group(name, { members: elements(wanted) }));
      expect([answer.status, (answer.body.members as unknown[]).length]).toEqual([200, wanted.length]);
    });
    expect(writes(there)).toEqual([LEAVE, LEAVE, LEAVE, JOIN, JOIN]);
    expect(await fixture.memberIds(id)).toEqual(sorted(wanted));
    const back = await callsOf(async () => {
      const replace = { op: 'replace', path: 'members', value: elements(members) };
      expect((await change(id, replace)).status).toBe(204);
    });
    expect(writes(back)).toEqual([LEAVE, LEAVE, JOIN, JOIN, JOIN]);
    expect(await fixture.memberIds(id)).toEqual(sorted(members));
    expect(gone).toHaveLength(3);
  });

  it('takes two calls to check a membership', async () => {
    const probe = encodeURIComponent(`id eq "${id}" and members eq "${members[1_500] ?? ''}"`);
    const calls = await callsOf(async () => {
      const found = await realm.scim('GET', `/Groups?filter=${probe}&attributes=id`);
      expect(found.body.totalResults).toBe(1);
    });
    expect(calls).toHaveLength(2);
  });

  it('gets no member when an unknown id joins', async () => {
    const answer = await change(id, { op: 'add', path: 'members', value: elements([NOBODY]) });
    expect(answer.status).toBe(204);
  });

  it('is deleted', async () => {
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    assertScimError(await realm.scim('GET', `/Groups/${id}`), { status: 404 });
  });
});
