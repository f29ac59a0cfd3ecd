import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { group, patch } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { elements, member, NOBODY, scimGroups, TAKEN } from './scimGroups.ts';

let scim: MemoryScim;
let [ann, bob, carol] = ['', '', ''];
const { createUsers, create, stored, memberNames } = scimGroups(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
  [ann, bob, carol] = await createUsers();
});

describe('PUT /Groups/{id}', () => {
  it('renames and leaves members that it does not name', async () => {
    const id = await create('Sales', ann);
    const answer = await scim.send('PUT', `/Groups/${id}`, group('Support', { externalId: 'G-1' }));
    expect(answer).toMatchObject({
      status: 200,
      body: { id, displayName: 'Support', externalId: 'G-1', members: [member(ann)] },
    });
    expect(await stored(id)).toMatchObject({ name: 'Support', attributes: { externalId: ['G-1'] } });
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it.each([NOBODY, 'emails[\ud800]', '\udc00', '..'])(
    'passes over %j, which is nobody, among its new members',
    async (nobody) => {
      const id = await create('Sales', ann);
      const members = elements([nobody, bob]);
      expect((await scim.send('PUT', `/Groups/${id}`, group('Sales', { members }))).status).toBe(200);
      expect(await memberNames(id)).toEqual(['bob']);
      const value = elements([nobody, carol]);
      const replacement = patch({ op: 'replace', path: 'members', value });
      expect((await scim.send('PATCH', `/Groups/${id}`, replacement)).status).toBe(204);
      expect(await memberNames(id)).toEqual(['carol']);
    },
  );

  it('replaces members that it names, down to none', async () => {
    const id = await create('Sales', ann, bob);
    const put = (ids: readonly string[]) =>
      scim.send('PUT', `/Groups/${id}`, group('Sales', { members: elements(ids) }));
    expect((await put([bob, carol])).status).toBe(200);
    expect(await memberNames(id)).toEqual(['bob', 'carol']);
    expect((await put([])).body).not.toHaveProperty('members');
    expect(await memberNames(id)).toEqual([]);
  });

  it('does not empty a group by a list in which nobody is a user', async () => {
    const id = await create('Sales', ann);
    const body = group('Sales', { members: elements([NOBODY]) });
    const answer = await scim.send('PUT', `/Groups/${id}`, body);
    expect(answer).toMatchObject(
      error(400, 'invalidValue', '"members" names nobody who is a user here; the members stay as they are.'),
    );
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it('keeps the description and attributes that SCIM does not know', async () => {
    const id = await create('Sales');
    const before = await stored(id);
    const attributes = { ...before?.attributes, cost: ['7'] };
    await scim.realm.groups.replace(id, { name: 'Sales', description: 'D', attributes });
    await scim.send('PUT', `/Groups/${id}`, group('Support'));
    expect(await stored(id)).toMatchObject({
      name: 'Support',
      description: 'D',
      attributes: { cost: ['7'] },
    });
  });

  it('answers 409 to a displayName that is taken, and changes nothing', async () => {
    await create('Support');
    const id = await create('Sales', ann);
    const before = await stored(id);
    const body = group('SUPPORT', { members: elements([bob]) });
    expect(await scim.send('PUT', `/Groups/${id}`, body)).toMatchObject(TAKEN);
    expect(await stored(id)).toEqual(before);
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it('may change the case of its own displayName', async () => {
    const id = await create('Sales');
    expect((await scim.send('PUT', `/Groups/${id}`, group('SALES'))).status).toBe(200);
    expect(await stored(id)).toMatchObject({ name: 'SALES' });
  });

  it('answers 412 to a client that does not know the members of now', async () => {
    const id = await create('Sales', ann);
    const ifMatch = (await scim.send('GET', `/Groups/${id}`)).headers.ETag;
    await scim.realm.groups.join(id, bob);
    const answer = await scim.send('PUT', `/Groups/${id}`, group('Support'), { ifMatch });
    expect(answer.status).toBe(412);
    expect(await stored(id)).toMatchObject({ name: 'Sales' });
  });
});
