import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../support/memory/memoryScim.ts';
import { filteredGroups, group, patch } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { member, NOBODY, scimGroups } from './scimGroups.ts';

let scim: MemoryScim;
let [ann, bob] = ['', ''];
const { createUsers, create } = scimGroups(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
  [ann, bob] = await createUsers();
});

describe('GET /Groups', () => {
  const names = ({ body }: MemoryAnswer): string[] =>
    ((body.Resources ?? []) as { displayName: string }[]).map(({ displayName }) => displayName);
  let sales: string;

  beforeEach(async () => {
    sales = await create('Sales', ann, bob);
    await create('Support', ann);
    await scim.console.createSubgroup(sales, 'Sales Europe');
  });

  it('finds by name, id and member', async () => {
    const cases: [string, string[]][] = [
      ['displayName eq "SALES"', ['Sales']],
      ['displayName sw "sales"', ['Sales', 'Sales Europe']],
      [`id eq "${sales}"`, ['Sales']],
      [`members.value eq "${ann}"`, ['Sales', 'Support']],
      [`members[value eq "${bob}"]`, ['Sales']],
      [`displayName eq "Support" and members.value eq "${bob}"`, []],
      [`members.value eq "${NOBODY}"`, []],
    ];
    for (const [filter, found] of cases) {
      const answer = await scim.send('GET', filteredGroups(filter));
      expect([filter, answer.status, names(answer)]).toEqual([filter, 200, found]);
    }
  });

  it('lists groups at every depth with their members, in pages', async () => {
    const all = await scim.send('GET', '/Groups');
    expect(names(all)).toEqual(['Sales', 'Sales Europe', 'Support']);
    expect(all.body.Resources[0].members).toEqual([member(ann), member(bob)]);
    const page = await scim.send('GET', '/Groups?startIndex=3&count=5&excludedAttributes=members');
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 3, itemsPerPage: 1 });
    expect(page.body.Resources[0]).not.toHaveProperty('members');
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of none is 404', async (method) => {
    const operation = { op: 'replace', path: 'displayName', value: 'x' };
    const body = method === 'PATCH' ? patch(operation) : group('x');
    const answer = await scim.send(method, '/Groups/none', body);
    expect(answer).toMatchObject(error(404, undefined, 'There is no group with the id "none".'));
  });
});
