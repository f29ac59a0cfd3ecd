import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { filteredGroups, patch } from '../../../../support/scim/messages.ts';
import { elements, GRANTING, member, scimGroups, TAKEN } from './scimGroups.ts';

let scim: MemoryScim;
let [ann, bob, carol] = ['', '', ''];
const { createUsers, create, stored, memberNames, makeGranting } = scimGroups(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
  [ann, bob, carol] = await createUsers();
});

describe('PATCH /Groups/{id}', () => {
  let id: string;
  const change = (...operations: unknown[]) => scim.send('PATCH', `/Groups/${id}`, patch(...operations));

  beforeEach(async () => {
    id = await create('Sales', ann, bob);
  });

  it.each([
    [
      'a member is added',
      () => [{ op: 'add', path: 'members', value: elements([carol]) }],
      ['ann', 'bob', 'carol'],
    ],
    [
      'a member is added again',
      () => [{ op: 'add', path: 'members', value: elements([ann]) }],
      ['ann', 'bob'],
    ],
    ['a member is removed', () => [{ op: 'remove', path: `members[value eq "${ann}"]` }], ['bob']],
    [
      'a list of members is removed',
      () => [{ op: 'remove', path: 'members', value: elements([ann]) }],
      ['bob'],
    ],
    ['all members are removed', () => [{ op: 'remove', path: 'members' }], []],
    ['members are replaced', () => [{ op: 'replace', path: 'members', value: elements([carol]) }], ['carol']],
    [
      'one is added, another removed',
      () => [
        { op: 'add', path: 'members', value: elements([carol]) },
        { op: 'remove', path: `members[value eq "${bob}"]` },
      ],
      ['ann', 'carol'],
    ],
    ['a member is found by its name', () => [{ op: 'remove', path: 'members[display eq "ann"]' }], ['bob']],
  ])('%s', async (_what, operations, names) => {
    expect((await change(...operations())).status).toBe(204);
    expect(await memberNames(id)).toEqual(names);
  });

  it('answers 204 without a body, and with what the client chooses to see', async () => {
    const join = patch({ op: 'add', path: 'members', value: elements([carol]) });
    expect(await scim.send('PATCH', `/Groups/${id}`, join)).toMatchObject({ status: 204, body: undefined });
    const send = (query: string) => scim.send('PATCH', `/Groups/${id}?${query}`, join);
    const members = [member(ann), member(bob), member(carol)];
    const chosen = await send('attributes=members');
    expect(chosen).toMatchObject({ status: 200, body: { id, members } });
    expect(chosen.body).not.toHaveProperty('displayName');
    const rest = await send('excludedAttributes=members');
    expect(rest).toMatchObject({ status: 200, body: { id, displayName: 'Sales' } });
    expect(rest.body).not.toHaveProperty('members');
    const whole = await send('excludedAttributes=externalId');
    expect(whole).toMatchObject({ status: 200, body: { id, displayName: 'Sales', members } });
  });

  it('is answered with a small group in the strict profile', async () => {
    scim = await createMemoryScim({}, 'strict');
    [ann, bob, carol] = await createUsers();
    id = await create('Sales', ann);
    const answer = await change({ op: 'add', path: 'members', value: elements([bob]) });
    expect(answer).toMatchObject({ status: 200, body: { id, displayName: 'Sales' } });
    expect(answer.body.members).toEqual([member(ann), member(bob)]);
  });

  it('renames, and leaves the members', async () => {
    expect((await change({ op: 'replace', value: { displayName: 'Support' } })).status).toBe(204);
    expect(await stored(id)).toMatchObject({ name: 'Support' });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('answers 409 to a displayName that is taken, and moves nobody', async () => {
    await create('Support');
    const answer = await change(
      { op: 'replace', path: 'displayName', value: 'support' },
      { op: 'remove', path: 'members' },
    );
    expect(answer).toMatchObject(TAKEN);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('of the account of a client does not make the group be found by it', async () => {
    const { serviceAccountId } = await scim.console.createClient('app');
    await scim.realm.groups.join(id, serviceAccountId);
    const found = async (member: string) =>
      (await scim.send('GET', filteredGroups(`members.value eq "${member}"`))).body.totalResults as number;
    expect([await found(serviceAccountId), await found(ann)]).toEqual([0, 1]);
  });

  it('passes over somebody who was deleted', async () => {
    await scim.realm.users.delete(carol);
    const { status, facts } = await change({ op: 'add', path: 'members', value: elements([carol]) });
    expect(status).toBe(204);
    expect(facts.ignored).toEqual([`members[value eq "${carol}"]`]);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('of members of a group that does not exist is 404', async () => {
    await scim.realm.groups.delete(id);
    expect((await change({ op: 'add', path: 'members', value: elements([carol]) })).status).toBe(404);
    expect((await change({ op: 'remove', path: 'members' })).status).toBe(404);
  });

  it('moves no accounts of clients', async () => {
    const { serviceAccountId } = await scim.console.createClient('app');
    const answer = await change({ op: 'add', path: 'members', value: elements([serviceAccountId]) });
    expect(answer.status).toBe(403);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it.each([
    ['a join', () => ({ op: 'add', path: 'members', value: elements([carol]) })],
    ['a leave', () => ({ op: 'remove', path: `members[value eq "${ann}"]` })],
    ['another name', () => ({ op: 'replace', path: 'displayName', value: 'Support' })],
  ])('%s is refused where the group grants administration', async (_what, operation) => {
    await makeGranting(id);
    expect(await change(operation())).toMatchObject(GRANTING);
    expect(await stored(id)).toMatchObject({ name: 'Sales' });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });
});
