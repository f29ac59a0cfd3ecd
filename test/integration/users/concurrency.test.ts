import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { ENTERPRISE_URN, filtered, patch, user } from '../../support/scim/messages.ts';
import { createRandom } from '../../support/random.ts';
import type { Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;
let other: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  other = await bridge.realm();
});

afterAll(async () => {
  await bridge.close();
});

const tally = (answers: readonly Answer[]): Record<number, number> => {
  const result: Record<number, number> = {};
  for (const { status } of answers) result[status] = (result[status] ?? 0) + 1;
  return result;
};

describe('many clients that write one user', () => {
  it('lose nothing when ten patch different attributes', async () => {
    const { body } = await realm.scim('POST', '/Users', user('patched'));
    const changes: Record<string, unknown>[] = [
      { title: 'T' },
      { displayName: 'D' },
      { nickName: 'N' },
      { 'name.givenName': 'G' },
      { 'name.familyName': 'F' },
      { externalId: 'E' },
      { emails: [{ value: 'patched@example.test', type: 'work', primary: true }] },
      { phoneNumbers: [{ value: '1', type: 'work' }] },
      { [`${ENTERPRISE_URN}:department`]: 'Dep' },
      { timezone: 'Europe/Vienna' },
    ];
    const answers = await Promise.all(
      changes.map((value) => realm.scim('PATCH', `/Users/${String(body.id)}`, patch({ op: 'add', value }))),
    );
    expect(tally(answers)).toEqual({ 200: 10 });
    expect((await realm.scim('GET', `/Users/${String(body.id)}`)).body).toMatchObject({
      title: 'T',
      displayName: 'D',
      nickName: 'N',
      name: { givenName: 'G', familyName: 'F' },
      externalId: 'E',
      emails: [{ value: 'patched@example.test', type: 'work', primary: true }],
      phoneNumbers: [{ value: '1', type: 'work' }],
      [ENTERPRISE_URN]: { department: 'Dep' },
      timezone: 'Europe/Vienna',
    });
  });

  it('lose nothing when ten add to one list', async () => {
    const { body } = await realm.scim('POST', '/Users', user('listed'));
    const numbers = Array.from({ length: 10 }, (_, i) => ({ value: `${i}`, type: 'other' }));
    await Promise.all(
      numbers.map((number) =>
        realm.scim(
          'PATCH',
          `/Users/${String(body.id)}`,
          patch({ op: 'add', path: 'phoneNumbers', value: [number] }),
        ),
      ),
    );
    const { phoneNumbers } = (await realm.scim('GET', `/Users/${String(body.id)}`)).body as {
      phoneNumbers: { value: string }[];
    };
    expect(phoneNumbers.map(({ value }) => value).sort()).toEqual(numbers.map(({ value }) => value));
  });

  it('are answered one 201 and nine 409 when ten create one userName', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        realm.scim('POST', '/Users', user(i % 2 === 0 ? 'Once@Example.test' : 'once@example.test')),
      ),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: 9 });
    for (const { status, body } of answers) if (status === 409) expect(body.scimType).toBe('uniqueness');
    expect((await realm.scim('GET', filtered('userName eq "once@example.test"'))).body.totalResults).toBe(1);
  });

  it('are answered one 201 and nine 409 when ten create one e-mail address', async () => {
    const emails = [{ value: 'same@example.test', primary: true }];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => realm.scim('POST', '/Users', user(`address-${i}`, { emails }))),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: 9 });
  });

  it('are answered one 204 and nine 404 when ten delete it', async () => {
    const { body } = await realm.scim('POST', '/Users', user('deleted'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => realm.scim('DELETE', `/Users/${String(body.id)}`)),
    );
    expect(tally(answers)).toEqual({ 204: 1, 404: 9 });
  });

  it('are answered one success when ten change it with the same If-Match', async () => {
    const { body } = await realm.scim('POST', '/Users', user('contested'));
    const headers = { 'If-Match': String(body.meta.version) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        realm.scim(
          'PATCH',
          `/Users/${String(body.id)}`,
          patch({ op: 'replace', path: 'title', value: `t${i}` }),
          headers,
        ),
      ),
    );
    expect(tally(answers)).toEqual({ 200: 1, 412: 9 });
    const winner = answers.find(({ status }) => status === 200)?.body as { title: string };
    expect((await realm.scim('GET', `/Users/${String(body.id)}`)).body.title).toBe(winner.title);
  });

  it('are never answered 5xx when they change, delete and create one userName at once', async () => {
    const { body } = await realm.scim('POST', '/Users', user('whirl'));
    const id = String(body.id);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        if (i % 6 === 5) return realm.scim('DELETE', `/Users/${id}`);
        if (i % 3 === 0) return realm.scim('POST', '/Users', user('whirl', { title: `${i}` }));
        return realm.scim(
          i % 2 === 0 ? 'PUT' : 'PATCH',
          `/Users/${id}`,
          i % 2 === 0 ? user('whirl') : patch({ op: 'add', path: 'title', value: `${i}` }),
        );
      }),
    );
    expect(Object.keys(tally(answers)).filter((status) => Number(status) >= 500)).toEqual([]);
    expect((await realm.scim('GET', filtered('userName eq "whirl"'))).body.totalResults).toBeLessThanOrEqual(
      1,
    );
  });
});

describe('two realms in use at once', () => {
  it('see nothing of each other in 400 interleaved requests', async () => {
    const random = createRandom();
    const sides = [
      { where: realm, mark: 'left', ids: [] as string[] },
      { where: other, mark: 'right', ids: [] as string[] },
    ] as const;
    for (const side of sides) {
      for (let i = 0; i < 5; i += 1) {
        const made = await side.where.scim(
          'POST',
          '/Users',
          user(`twin-${i}`, { externalId: `twin-${i}`, title: side.mark }),
        );
        side.ids.push(String(made.body.id));
      }
    }
    const one = async (n: number): Promise<string[]> => {
      const mine = sides[n % 2] ?? sides[0];
      const theirs = sides[(n + 1) % 2] ?? sides[1];
      const i = random.below(5);
      const id = mine.ids[i] ?? '';
      const foreign = theirs.ids[i] ?? '';
      const requests: (() => Promise<{ answer: Answer; statuses: number[] }>)[] = [
        async () => ({ answer: await mine.where.scim('GET', `/Users/${id}`), statuses: [200] }),
        async () => ({ answer: await mine.where.scim('GET', `/Users/${foreign}`), statuses: [404] }),
        async () => ({
          answer: await mine.where.scim('GET', filtered(`userName eq "twin-${i}"`)),
          statuses: [200],
        }),
        async () => ({
          answer: await mine.where.scim('GET', filtered(`externalId eq "twin-${i}"`)),
          statuses: [200],
        }),
        async () => ({
          answer: await mine.where.scim('GET', filtered(`id eq "${foreign}"`)),
          statuses: [200],
        }),
        async () => ({ answer: await mine.where.scim('GET', '/Users'), statuses: [200] }),
        async () => ({
          answer: await mine.where.scim(
            'PATCH',
            `/Users/${id}`,
            patch({ op: 'replace', path: 'nickName', value: `${mine.mark}-${n}` }),
          ),
          statuses: [200],
        }),
        async () => ({
          answer: await mine.where.scim(
            'PATCH',
            `/Users/${foreign}`,
            patch({ op: 'replace', path: 'nickName', value: mine.mark }),
          ),
          statuses: [404],
        }),
        async () => ({ answer: await mine.where.scim('DELETE', `/Users/${foreign}`), statuses: [404] }),
        async () => ({
          answer: await mine.where.scim('POST', '/Users', user(`twin-new-${n}`, { title: mine.mark })),
          statuses: [201],
        }),
        async () => ({ answer: await mine.where.scim('POST', '/Users', user(`twin-${i}`)), statuses: [409] }),
        async () => ({ answer: await mine.where.scim('GET', '/Schemas'), statuses: [200] }),
      ];
      const { answer, statuses } = await random.pick(requests)();
      const text = JSON.stringify(answer.body) + JSON.stringify([...answer.headers]);
      const mistakes = statuses.includes(answer.status) ? [] : [`request ${n}: status ${answer.status}`];
      if (text.includes(theirs.where.name)) mistakes.push(`request ${n} names the other realm`);
      if (text.includes(`"${theirs.mark}`)) mistakes.push(`request ${n} holds a value of the other realm`);
      for (const their of theirs.ids) {
        if (answer.status < 400 && text.includes(their))
          mistakes.push(`request ${n} holds an id of the other realm`);
      }
      return mistakes;
    };
    const mistakes = (await Promise.all(Array.from({ length: 400 }, (_, n) => one(n)))).flat();
    expect({ seed: random.seed, mistakes }).toEqual({ seed: random.seed, mistakes: [] });
    for (const { where, mark, ids } of sides) {
      for (const id of ids) {
        const { body } = await where.scim('GET', `/Users/${id}`);
        expect(body).toMatchObject({ title: mark });
        expect(body.nickName ?? mark).toMatch(new RegExp(`^${mark}`));
      }
    }
  });
});
