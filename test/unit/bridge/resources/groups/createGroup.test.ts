import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { group, GROUP_URN } from '../../../../support/scim/messages.ts';
import { BASE, error } from '../answers.ts';
import { elements, member, NOBODY, scimGroups, TAKEN } from './scimGroups.ts';

let scim: MemoryScim;
let [ann, bob] = ['', ''];
const { createUsers, create, stored, memberNames } = scimGroups(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
  [ann, bob] = await createUsers();
});

describe('POST /Groups', () => {
  it('creates a group with its members and answers with it', async () => {
    const body = group('Sales', { externalId: 'G-1', members: elements([bob, ann]) });
    const answer = await scim.send('POST', '/Groups', body);
    const id = String(answer.body.id);
    const location = `${BASE}/Groups/${id}`;
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: location, ETag: answer.body.meta.version },
      body: {
        ...{ schemas: [GROUP_URN], displayName: 'Sales', externalId: 'G-1' },
        members: [{ value: bob }, { value: ann }],
        meta: { resourceType: 'Group', location },
      },
    });
    expect(await stored(id)).toMatchObject({ name: 'Sales', attributes: { externalId: ['G-1'] } });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
    const read = await scim.send('GET', `/Groups/${id}`);
    expect(read.body.members).toEqual([member(ann), member(bob)]);
    expect(read.headers.ETag).toBe(answer.headers.ETag);
    const withNames = await scim.send('GET', `/Groups/${id}?attributes=members.display`);
    expect(withNames.body.members).toEqual([{ display: 'ann' }, { display: 'bob' }]);
  });

  it.each(['Sales', 'SALES'])('answers 409 to the displayName %s, which is taken', async (displayName) => {
    await create('Sales');
    expect(await scim.send('POST', '/Groups', group(displayName))).toMatchObject(TAKEN);
    expect(await scim.realm.groups.count()).toBe(1);
  });

  it('tells the truth about a displayName that differs only beyond what Keycloak stores', async () => {
    const long = 'n'.repeat(255);
    await create(`${long} one`);
    const detail = expect.stringContaining('the same first 255 characters') as string;
    expect(await scim.send('POST', '/Groups', group(`${long} two`))).toMatchObject(
      error(409, 'uniqueness', detail),
    );
    expect(await scim.send('POST', '/Groups', group(`${long} ONE`))).toMatchObject(TAKEN);
  });

  it('answers 409 to the displayName of a group below another one', async () => {
    await scim.console.createSubgroup(await create('Staff'), 'Sales');
    expect(await scim.send('POST', '/Groups', group('Sales'))).toMatchObject(TAKEN);
  });

  it('gives one name to one of many who ask at once', async () => {
    const answers = await Promise.all(
      ['Sales', 'SALES', 'sales', 'sAlEs'].map((name) => scim.send('POST', '/Groups', group(name))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(await scim.realm.groups.count()).toBe(1);
  });

  it('passes ids of nobody over', async () => {
    const body = group('Sales', { members: elements([ann, NOBODY]) });
    const { status, body: created, facts } = await scim.send('POST', '/Groups', body);
    expect(status).toBe(201);
    expect(await memberNames(String(created.id))).toEqual(['ann']);
    expect(facts.ignored).toEqual([`members[value eq "${NOBODY}"]`]);
  });

  it.each([
    ['no displayName', { schemas: [GROUP_URN] }],
    ['a blank displayName', group('   ')],
    ['a group as a member', group('Sales', { members: [{ value: 'x', type: 'Group' }] })],
  ])('answers 400 to %s', async (_what, body) => {
    const answer = await scim.send('POST', '/Groups', body);
    expect(answer).toMatchObject(error(400, 'invalidValue', expect.any(String)));
    expect(await scim.realm.groups.count()).toBe(0);
  });
});
