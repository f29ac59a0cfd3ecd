import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../support/memory/memoryScim.ts';
import { filtered, group, LIST_URN, patch, user, USER_URN } from '../../../../support/scim/messages.ts';
import { BASE, error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('GET /Users/{id}', () => {
  it('shows the groups of a user to a client that asks for them', async () => {
    const { groups } = scim.realm;
    const [id, groupId] = [await create('ann'), await groups.create({ name: 'Sales', attributes: {} })];
    await groups.join(groupId, id);
    expect((await scim.send('GET', `/Users/${id}?attributes=groups`)).body.groups).toEqual([
      { value: groupId, $ref: `${BASE}/Groups/${groupId}`, display: 'Sales', type: 'direct' },
    ]);
    expect((await scim.send('GET', `/Users/${id}`)).body).not.toHaveProperty('groups');
    expect((await scim.send('GET', `/Users/${id}?attributes=userName`)).body).toEqual({
      schemas: [USER_URN],
      id,
      userName: 'ann',
    });
  });

  it('answers 304 to a client that has this version', async () => {
    const id = await create('ann');
    const { headers } = await scim.send('GET', `/Users/${id}`);
    const again = await scim.send('GET', `/Users/${id}`, undefined, { ifNoneMatch: headers.ETag });
    expect(again).toMatchObject({ status: 304, body: undefined });
  });

  it('shows the groups of a user whose version the client has: they may have changed', async () => {
    const id = await create('ann');
    const { headers } = await scim.send('GET', `/Users/${id}`);
    await scim.send('POST', '/Groups', group('Team', { members: [{ value: id }] }));
    const asking = `/Users/${id}?attributes=groups`;
    const again = await scim.send('GET', asking, undefined, { ifNoneMatch: headers.ETag });
    expect(again).toMatchObject({ status: 200, body: { groups: [{ display: 'Team' }] } });
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of nobody is 404', async (method) => {
    const body = method === 'PATCH' ? patch({ op: 'replace', path: 'active', value: false }) : user('ann');
    const answer = await scim.send(method, '/Users/nobody', body);
    expect(answer).toMatchObject(error(404, undefined, 'There is no user with the id "nobody".'));
  });
});

describe('GET /Users', () => {
  const names = ({ body }: MemoryAnswer): string[] =>
    (body.Resources as { userName: string }[]).map(({ userName }) => userName);

  beforeEach(async () => {
    await create('Bob', { externalId: 'B', title: 'Boss', emails: [{ value: 'bob@example.com' }] });
    await create('ann', { externalId: 'A', active: false });
    await create('Carol', { externalId: 'C', title: 'Chief' });
    await scim.console.createClient('app');
  });

  it.each([
    ['userName eq "BOB"', ['Bob']],
    ['userName eq "nobody"', []],
    ['externalId eq "A"', ['ann']],
    ['externalId eq "a"', []],
    ['emails.value eq "Bob@Example.com"', ['Bob']],
    ['emails[value eq "bob@example.com"]', ['Bob']],
    ['active eq false', ['ann']],
    ['active eq true', ['Bob', 'Carol']],
    ['title pr and not (title sw "B")', ['Carol']],
    ['userName eq "ann" or externalId eq "C"', ['ann', 'Carol']],
    ['userName eq "ann" and active eq true', []],
  ])('finds by %s', async (filter, found) => {
    const answer = await scim.send('GET', filtered(filter));
    expect(answer).toMatchObject({ status: 200, body: { schemas: [LIST_URN], totalResults: found.length } });
    expect(found.length === 0 ? [] : names(answer)).toEqual(found);
  });

  it('lists everybody but service accounts, in pages', async () => {
    expect(names(await scim.send('GET', '/Users'))).toEqual(['ann', 'Bob', 'Carol']);
    const page = await scim.send('GET', '/Users?startIndex=2&count=1');
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect(names(page)).toEqual(['Bob']);
    const sorted = await scim.send('GET', '/Users?sortBy=externalId&sortOrder=descending');
    expect(names(sorted)).toEqual(['Carol', 'Bob', 'ann']);
  });

  it('does not scan more users than it may', async () => {
    const small = await createMemoryScim({ limits: { scan: 2 } });
    for (const name of ['ann', 'bob', 'carol']) await small.send('POST', '/Users', user(name));
    const answer = await small.send('GET', filtered('title co "x"'));
    expect(answer).toMatchObject(error(400, 'tooMany', expect.stringContaining('more than 2 resources')));
    expect((await small.send('GET', filtered('userName eq "bob"'))).body.totalResults).toBe(1);
  });

  it('answers 400 to a filter that cannot be read', async () => {
    const answer = await scim.send('GET', filtered('userName eq'));
    expect(answer).toMatchObject(error(400, 'invalidFilter', expect.any(String)));
  });
});
