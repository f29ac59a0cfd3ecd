import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create, stored } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('PUT /Users/{id}', () => {
  it('replaces what SCIM knows and keeps what it does not', async () => {
    const id = await create('ann', { title: 'Boss', name: { givenName: 'Ann' } });
    const before = await stored(id);
    const attributes = { ...before?.attributes, badge: ['7'] };
    await scim.realm.users.replace(id, { username: 'ann', firstName: 'Ann', attributes });
    const body = user('Ann.New', { name: { familyName: 'New' } });
    const answer = await scim.send('PUT', `/Users/${id}`, body);
    expect(answer).toMatchObject({ status: 200, body: { id, userName: 'Ann.New', active: true } });
    expect(answer.body.name).toEqual({ familyName: 'New' });
    const after = await stored(id);
    expect(after).toMatchObject({ username: 'ann.new', lastName: 'New', attributes: { badge: ['7'] } });
    expect(after?.firstName).toBeUndefined();
    expect(after?.attributes).not.toHaveProperty('title');
    expect(after?.createdTimestamp).toBe(before?.createdTimestamp);
  });

  it('that changes nothing writes nothing', async () => {
    const id = await create('ann', { title: 'Boss' });
    const before = await stored(id);
    expect((await scim.send('PUT', `/Users/${id}`, user('ann', { title: 'Boss' }))).status).toBe(200);
    expect(await stored(id)).toEqual(before);
  });

  it('without "active" leaves a disabled user disabled', async () => {
    const id = await create('ann', { active: false });
    expect((await scim.send('PUT', `/Users/${id}`, user('ann'))).body.active).toBe(false);
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('answers 409 to a userName that is taken, and changes nothing', async () => {
    await create('bob');
    const id = await create('ann');
    const before = await stored(id);
    const answer = await scim.send('PUT', `/Users/${id}`, user('BOB', { title: 'Boss' }));
    expect(answer).toMatchObject(
      error(409, 'uniqueness', 'Another user of the realm already has this userName.'),
    );
    expect(await stored(id)).toEqual(before);
  });

  it('answers 412 to a client that has another version', async () => {
    const id = await create('ann');
    const ifMatch = (await scim.send('GET', `/Users/${id}`)).headers.ETag;
    const write = (title: string) => scim.send('PUT', `/Users/${id}`, user('ann', { title }), { ifMatch });
    expect((await write('Boss')).status).toBe(200);
    expect((await write('Chief')).status).toBe(412);
    expect((await stored(id))?.attributes.title).toEqual(['Boss']);
  });
});

describe('PATCH /Users/{id}', () => {
  const change = (id: string, ...operations: unknown[]) =>
    scim.send('PATCH', `/Users/${id}`, patch(...operations));

  it('adds, replaces and removes', async () => {
    const id = await create('ann', { title: 'Boss', nickName: 'Annie' });
    const answer = await change(
      id,
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'add', value: { name: { givenName: 'Ann' }, locale: 'en' } },
      { op: 'remove', path: 'nickName' },
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { title: 'Chief', name: { givenName: 'Ann' }, locale: 'en' },
    });
    expect(answer.body).not.toHaveProperty('nickName');
    expect(await stored(id)).toMatchObject({ firstName: 'Ann', attributes: { title: ['Chief'] } });
    expect((await scim.send('GET', `/Users/${id}`)).body).toEqual(answer.body);
  });

  it('understands what clients write in another dialect', async () => {
    const id = await create('ann');
    const { body, facts } = await change(id, { op: 'Replace', path: 'active', value: 'False' });
    expect(body.active).toBe(false);
    expect(facts.quirks).toEqual(expect.arrayContaining(['text-booleans']));
  });

  it('is refused as a whole', async () => {
    const id = await create('ann');
    const before = await stored(id);
    const answer = await change(
      id,
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'replace', path: 'userName', value: '' },
    );
    expect(answer.status).toBe(400);
    expect(await stored(id)).toEqual(before);
  });
});

describe('a password', () => {
  it('cannot be removed, and stays', async () => {
    const id = await create('ann', { password: 'a password' });
    const removal = patch({ op: 'remove', path: 'password' });
    expect(await scim.send('PATCH', `/Users/${id}`, removal)).toMatchObject(
      error(400, 'mutability', expect.stringContaining('cannot be removed')),
    );
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
  });
});
