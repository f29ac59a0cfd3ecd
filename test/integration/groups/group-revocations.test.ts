/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import { group, GROUP_URN, patch, user, USER_URN } from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';
const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

interface Place {
  readonly profile: string;
  readonly realm: TestRealm;
  readonly stage: GroupFixture;
  /** Two members of every group, and somebody who is in none. */
  readonly people: readonly string[];
}

let bridge: TestBridge;
const places = new Map<string, Place>();
const PROFILES = ['generic', 'azure', 'strict'] as const;

beforeAll(async () => {
  bridge = await startTestBridge();
  for (const profile of PROFILES) {
    const realm = await bridge.realm({ profile });
    const stage = openGroupFixture(bridge, realm);
    places.set(profile, { profile, realm, stage, people: await stage.createUsers(3) });
  }
});

afterAll(() => bridge.close());

const at = (profile: string): Place => {
  const place = places.get(profile);
  if (place === undefined) throw new Error(profile);
  return place;
};
const change = ({ realm }: Place, id: string, ...operations: unknown[]): Promise<Answer> =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));
/** The status of a PATCH of a group that was carried out. */
const done = (profile: string): number => (profile === 'strict' ? 200 : 204);
const elements = (ids: readonly string[]) => ids.map((value) => ({ value }));
const everywhere = <T extends object>(rows: readonly T[]): (T & { profile: string })[] =>
  PROFILES.flatMap((profile) => rows.map((row) => ({ ...row, profile })));

/** A group of the first two, and what a request about it must leave as it is. */
async function grouped(place: Place) {
  const [ann = '', bob = '', cid = ''] = place.people;
  const id = await place.stage.createGroup([ann, bob]);
  const look = async () => [await place.stage.storedGroup(id), await place.stage.memberIds(id)];
  return { id, ann, bob, cid, look };
}

describe('a PATCH of a group that cannot be applied', () => {
  it.each(
    everywhere([
      { path: 'member[value eq "ID"]', scimType: 'invalidPath' },
      { path: 'users[value eq "ID"]', scimType: 'invalidPath' },
      { path: 'memebers', value: true, scimType: 'invalidPath' },
      { path: 'members.id', value: true, scimType: 'invalidPath' },
      { path: `${GROUP_URN}:memebers`, value: true, scimType: 'invalidPath' },
      { path: `${USER_URN}:members`, value: true, scimType: 'invalidPath' },
      { path: `${ERROR_URN}:members`, value: true, scimType: 'invalidPath' },
      { path: 'displayName.value', scimType: 'invalidPath' },
      { path: 'members[id eq "ID"]', scimType: 'invalidFilter' },
      { path: 'members[value eq "ID" or id eq "ID"]', scimType: 'invalidFilter' },
      { path: 'members[user.value eq "ID"]', scimType: 'invalidFilter' },
      { path: "members[value eq 'ID]", scimType: 'invalidFilter' },
      { path: 'members', value: [null], scimType: 'invalidValue' },
      { path: 'members', value: [''], scimType: 'invalidValue' },
    ]),
  )(
    'is refused and changes no membership: remove $path $value ($profile)',
    async ({ profile, path, value, scimType }) => {
      const place = at(profile);
      const { id, ann, look } = await grouped(place);
      const before = await look();
      const answer = await change(place, id, {
        op: 'remove',
        path: path.replaceAll('ID', ann),
        ...(value === undefined ? {} : { value: value === true ? [{ value: ann }] : value }),
      });
      assertScimError(answer, { status: 400, scimType });
      expect(await look()).toEqual(before);
    },
  );

  it.each(
    everywhere([
      { value: { displayName: 'D', memebers: [] } },
      { value: { users: [] } },
      { value: { 'members[id eq "x"]': [] } },
      { value: { [USER_URN]: { members: [] } } },
      { value: { description: 'x' } },
    ]),
  )('without a path is refused and changes nothing: $value ($profile)', async ({ profile, value }) => {
    const place = at(profile);
    const { id, look } = await grouped(place);
    const before = await look();
    assertScimError(await change(place, id, { op: 'replace', value }), { status: 400 });
    expect(await look()).toEqual(before);
  });

  it.each(["members[value eq 'ID']", 'members[value eq “ID”]'])(
    'removes a member in other quotes in tolerant profiles, and is refused in strict: %s',
    async (path) => {
      for (const profile of PROFILES) {
        const place = at(profile);
        const { id, ann, bob } = await grouped(place);
        const answer = await change(place, id, { op: 'remove', path: path.replaceAll('ID', ann) });
        const isStrict = profile === 'strict';
        if (isStrict) assertScimError(answer, { status: 400, scimType: 'invalidFilter' });
        expect([profile, (await place.stage.memberIds(id)).toSorted()]).toEqual([
          profile,
          (isStrict ? [ann, bob] : [bob]).toSorted(),
        ]);
      }
    },
  );

  it('is refused as a whole: its valid operations are not applied either', async () => {
    const place = at('generic');
    const { id, ann, cid, look } = await grouped(place);
    const before = await look();
    const answer = await change(
      place,
      id,
      { op: 'add', path: 'members', value: elements([cid]) },
      { op: 'remove', path: `member[value eq "${ann}"]` },
    );
    assertScimError(answer, { status: 400, scimType: 'invalidPath' });
    expect(await look()).toEqual(before);
  });

  it('does not include a value with unknown attributes: they are ignored and the rest is applied', async () => {
    const place = at('generic');
    const { id, ann, bob } = await grouped(place);
    const name = freshName();
    const value = { id, schemas: [GROUP_URN], displayName: name, description: 'x', members: elements([ann]) };
    expect((await change(place, id, { op: 'replace', value })).status).toBe(204);
    expect([(await place.stage.storedGroup(id))?.name, await place.stage.memberIds(id)]).toEqual([
      name,
      [ann],
    ]);
    const body = group(name, { description: 'x', users: [bob], members: elements([bob]) });
    expect((await place.realm.scim('PUT', `/Groups/${id}`, body)).status).toBe(200);
    expect(await place.stage.memberIds(id)).toEqual([bob]);
  });

  it('does not include one with the URN of groups as its path: its members are changed', async () => {
    const place = at('strict');
    const { id, ann } = await grouped(place);
    const value = { members: elements([ann]) };
    expect((await change(place, id, { op: 'replace', path: GROUP_URN, value })).status).toBe(200);
    expect(await place.stage.memberIds(id)).toEqual([ann]);
  });
});

describe('a value that is not a list of members', () => {
  const values = [['all'], [5], [''], [['']], [[null]], [true], [{}], [[5]], [[NOBODY]]].map(([value]) => ({
    value,
  }));

  it.each(everywhere(values))(
    'does not replace the members: $value ($profile)',
    async ({ profile, value }) => {
      const place = at(profile);
      const { id, look } = await grouped(place);
      const before = await look();
      for (const answer of [
        await change(place, id, { op: 'replace', path: 'members', value }),
        await change(place, id, { op: 'replace', value: { members: value } }),
        await place.realm.scim('PUT', `/Groups/${id}`, group(freshName(), { members: value })),
        await place.realm.scim(
          'PUT',
          `/Groups/${id}`,
          group(freshName(), { [`${GROUP_URN}:members`]: value }),
        ),
      ]) {
        assertScimError(answer, { status: 400, scimType: 'invalidValue' });
      }
      expect(await look()).toEqual(before);
    },
  );

  // A template of a client has an empty text for a group that begins empty.
  it.each(
    everywhere([['all'], [5], [''], [['']], [[null]]].map(([value]) => ({ value }))).filter(
      ({ profile, value }) => profile === 'strict' || value !== '',
    ),
  )('adds no member: $value ($profile)', async ({ profile, value }) => {
    const place = at(profile);
    const { id, look } = await grouped(place);
    const before = await look();
    const name = freshName();
    for (const answer of [
      await change(place, id, { op: 'add', path: 'members', value }),
      await change(place, id, { op: 'add', value: { members: value } }),
      await place.realm.scim('POST', '/Groups', group(name, { members: value })),
    ]) {
      assertScimError(answer, { status: 400, scimType: 'invalidValue' });
    }
    expect(await look()).toEqual(before);
    expect(await bridge.admin.groups.find({ realm: place.realm.name, search: name })).toEqual([]);
  });

  it.each(PROFILES)('is accepted as one member if it is the id of a user (%s)', async (profile) => {
    const place = at(profile);
    const { id, bob, cid } = await grouped(place);
    expect((await change(place, id, { op: 'replace', path: 'members', value: bob })).status).toBe(
      done(profile),
    );
    expect(await place.stage.memberIds(id)).toEqual([bob]);
    expect((await change(place, id, { op: 'add', path: 'members', value: cid })).status).toBe(done(profile));
    expect(await place.stage.memberIds(id)).toEqual([bob, cid].sort());
  });
});

describe('ids that belong to no user', () => {
  it.each(PROFILES)('do not replace all members (%s)', async (profile) => {
    const place = at(profile);
    const { id, look } = await grouped(place);
    const before = await look();
    const members = elements([NOBODY, 'nobody-at-all']);
    for (const answer of [
      await change(place, id, { op: 'replace', path: 'members', value: members }),
      await place.realm.scim('PUT', `/Groups/${id}`, group(freshName(), { members })),
    ]) {
      assertScimError(answer, { status: 400, scimType: 'invalidValue', detail: /None of the 2 ids/ });
    }
    expect(await look()).toEqual(before);
  });

  it('do not replace all members even if they were users a moment ago', async () => {
    const place = at('generic');
    const { id, look } = await grouped(place);
    const [former = ''] = await place.stage.createUsers(1);
    const other = await place.stage.createGroup([former]);
    await bridge.admin.users.del({ realm: place.realm.name, id: former });
    const before = await look();
    const replace = { op: 'replace', path: 'members', value: elements([former]) };
    assertScimError(await change(place, id, replace), { status: 400, scimType: 'invalidValue' });
    expect(await look()).toEqual(before);
    expect(await place.stage.memberIds(other)).toEqual([]);
  });

  it('are ignored beside the id of a user, and in a new group', async () => {
    const place = at('generic');
    const { id, bob } = await grouped(place);
    const replace = { op: 'replace', path: 'members', value: elements([NOBODY, bob]) };
    expect((await change(place, id, replace)).status).toBe(204);
    expect(await place.stage.memberIds(id)).toEqual([bob]);
    expect(await place.stage.memberIds(await place.stage.createGroup([NOBODY]))).toEqual([]);
  });

  it('are named in the journal', async () => {
    const place = at('generic');
    const { id } = await grouped(place);
    await change(place, id, { op: 'replace', path: 'members', value: elements([NOBODY]) });
    const answer = await adminApi(bridge, place.realm.name)('GET', `/journal?resource=${id}&limit=1`);
    const { entries } = answer.body as { entries: unknown[] };
    expect(entries).toEqual([
      expect.objectContaining({
        kind: 'refusal',
        status: 400,
        outcome: expect.stringContaining('nobody who is a user') as string,
      }),
    ]);
  });

  it('are not needed to empty a group: an empty list does', async () => {
    const place = at('generic');
    const { id } = await grouped(place);
    expect((await change(place, id, { op: 'replace', path: 'members', value: [] })).status).toBe(204);
    expect(await place.stage.memberIds(id)).toEqual([]);
  });
});

describe('the URNs of SCIM itself', () => {
  const URNS = [
    ERROR_URN,
    'urn:ietf:params:scim:api:messages:2.0:PatchOp',
    GROUP_URN,
    `${GROUP_URN}:displayName`,
  ];

  it.each(URNS)('are not accepted as extensions of a user: %s', async (urn) => {
    const { realm } = at('generic');
    const name = freshName('u');
    const made = await realm.scim('POST', '/Users', user(name, { [urn]: { displayName: 'x' } }));
    expect([made.status, made.body.schemas]).toEqual([201, [USER_URN]]);
    const path = `/Users/${String(made.body.id)}`;
    const put = await realm.scim('PUT', path, user(name, { [urn]: { displayName: 'x' } }));
    expect([put.status, put.body.schemas]).toEqual([200, [USER_URN]]);
    const patched = await realm.scim('PATCH', path, patch({ op: 'add', path: urn, value: { a: 'x' } }));
    assertScimError(patched, { status: 400, scimType: 'invalidPath' });
    const read = await realm.scim('GET', path);
    expect(read.body.schemas).toEqual([USER_URN]);
    expect(Object.keys(read.body).filter((key) => /^urn:/i.test(key))).toEqual([]);
    const strict = await at('strict').realm.scim(
      'POST',
      '/Users',
      user(name, { [urn]: { displayName: 'x' } }),
    );
    assertScimError(strict, { status: 400, scimType: 'invalidSyntax' });
  });

  it('are not accepted as extensions of a group', async () => {
    const place = at('generic');
    const { id } = await grouped(place);
    const operation = { op: 'add', path: `${USER_URN}:displayName`, value: 'x' };
    assertScimError(await change(place, id, operation), { status: 400, scimType: 'invalidPath' });
    expect((await place.realm.scim('GET', `/Groups/${id}`)).body.schemas).toEqual([GROUP_URN]);
  });

  it('are not shown even if they were stored as extensions before', async () => {
    const { realm } = at('generic');
    const FOREIGN = 'urn:acme:2.0:User';
    const made = await realm.scim('POST', '/Users', user(freshName('u'), { [FOREIGN]: { tag: 'x' } }));
    const id = String(made.body.id);
    const held = await bridge.admin.users.findOne({ realm: realm.name, id });
    const attributes = Object.entries((held?.attributes ?? {}) as Record<string, string[]>).map(
      ([name, values]): [string, string[]] => [
        name,
        values.map((value) => value.replaceAll(FOREIGN, ERROR_URN)),
      ],
    );
    expect(JSON.stringify(attributes)).toContain(ERROR_URN);
    await bridge.admin.users.update(
      { realm: realm.name, id },
      { ...held, attributes: Object.fromEntries(attributes) },
    );
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(read.body.schemas).toEqual([USER_URN]);
    expect(JSON.stringify(read.body)).not.toContain(ERROR_URN);
  });

  it.each([
    { schemas: [GROUP_URN] },
    { schemas: [ERROR_URN] },
    { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp', GROUP_URN] },
  ])('do not make a body a user on their own: $schemas', async ({ schemas }) => {
    const body = { ...user(freshName('u')), schemas };
    assertScimError(await at('generic').realm.scim('POST', '/Users', body), {
      status: 400,
      scimType: 'invalidSyntax',
    });
  });
});

describe('a path to a sub-attribute of a simple attribute', () => {
  it.each(PROFILES)('is refused, and the user stays active (%s)', async (profile) => {
    const { realm, people } = at(profile);
    const [, , id = ''] = people;
    const answer = await realm.scim(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'active.value', value: false }),
    );
    assertScimError(answer, { status: 400, scimType: 'invalidPath' });
    const shoe = { op: 'remove', path: 'emails[shoe eq "x"]' };
    const filter = await realm.scim('PATCH', `/Users/${id}`, patch(shoe));
    assertScimError(filter, { status: 400, scimType: 'invalidFilter' });
    expect((await bridge.admin.users.findOne({ realm: realm.name, id }))?.enabled).toBe(true);
  });
});

describe('deletions of one group at the same time', () => {
  it.each(['groups', 'roles'])('answer 204 to one and 404 to the others (groups as %s)', async (as) => {
    const realm = await bridge.realm({ lifecycle: { groups: { as } } });
    for (let round = 0; round < 5; round += 1) {
      const made = await realm.scim('POST', '/Groups', group(freshName()));
      const path = `/Groups/${String(made.body.id)}`;
      const answers = await Promise.all([1, 2, 3].map(() => realm.scim('DELETE', path)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    }
  });

  it('answer 404 if somebody else deletes the group at the same time, although Keycloak answers 500', async () => {
    const { realm, stage } = at('generic');
    const id = await stage.createGroup();
    bridge.proxy.intercept(({ method }, response) => {
      if (method !== 'DELETE') return false;
      void bridge.admin.groups.del({ realm: realm.name, id }).then(() => {
        response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":"unknown_error"}');
      });
      return true;
    });
    try {
      expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(404);
    } finally {
      bridge.proxy.intercept(undefined);
    }
  });
});
