import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { ENTERPRISE_URN, group, patch, user } from '../../support/scim/messages.ts';

let bridge: TestBridge;
let redacting: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  redacting = await startTestBridge({ JOURNAL_PERSONAL_DATA: 'redact' });
  realm = await bridge.realm();
});

afterAll(async () => {
  await Promise.all([bridge.close(), redacting.close()]);
});

/** Sends a request for a change; returns its entry in the journal. */
async function entryOf(
  method: string,
  path: string,
  body?: object,
  { of = realm, by = bridge } = {},
): Promise<JournalEntry | undefined> {
  const answer = await of.scim(method, path, body);
  const id = answer.headers.get('X-Request-Id') ?? '';
  const { body: page } = await adminApi(by, of.name)('GET', `/journal?request=${id}`);
  return (page as { entries: JournalEntry[] }).entries[0];
}

const create = async (path: string, body: object, of = realm): Promise<string> =>
  String((await of.scim('POST', path, body)).body.id);

const ANN = user('ann@example.com', {
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
});

describe('the entry of a change', () => {
  it('has the attributes of a user that a PATCH changed, before and after, and no password', async () => {
    const id = await create('/Users', ANN);
    const changes = [
      { op: 'replace', path: 'name.givenName', value: 'Anna' },
      { op: 'replace', path: 'name.familyName', value: 'Lee' },
      { op: 'add', path: `${ENTERPRISE_URN}:department`, value: 'Sales' },
      { op: 'replace', path: 'password', value: 'Hunter2-Hunter2' },
      { op: 'replace', path: 'active', value: false },
    ];
    const entry = await entryOf('PATCH', `/Users/${id}`, patch(...changes));
    expect(entry?.attributes).toHaveLength(3);
    expect(entry?.attributes).toEqual(
      expect.arrayContaining([
        { path: 'name.givenName', from: 'Ann', to: 'Anna' },
        { path: 'active', from: 'true', to: 'false' },
        { path: `${ENTERPRISE_URN}:department`, to: 'Sales' },
      ]),
    );
    expect(JSON.stringify(entry)).not.toContain('Hunter2');
    const repeated = await entryOf('PATCH', `/Users/${id}`, patch(...changes.slice(0, 3)));
    expect(repeated).not.toHaveProperty('attributes');
  });

  it('has those that a PUT changed, left out, and cut', async () => {
    const id = await create(
      '/Users',
      user('bert@example.com', { name: { givenName: 'Bert' }, title: 'Head' }),
    );
    const long = 'x'.repeat(500);
    const entry = await entryOf('PUT', `/Users/${id}`, user('bertha@example.com', { displayName: long }));
    expect(entry?.attributes).toEqual(
      expect.arrayContaining([
        { path: 'userName', from: 'bert@example.com', to: 'bertha@example.com' },
        { path: 'name.givenName', from: 'Bert' },
        { path: 'title', from: 'Head' },
        { path: 'displayName', to: `${long.slice(0, LIMITS.changedValue.max)}…` },
      ]),
    );
  });

  it('has what a creation wrote, an attribute a line, and no password', async () => {
    const fay = user('fay@example.com', {
      name: { givenName: 'Fay' },
      emails: [{ value: 'fay@example.com', type: 'work', primary: true }],
      password: 'Hunter2-Hunter2',
    });
    const entry = await entryOf('POST', '/Users', fay);
    expect(entry?.attributes).toEqual(
      expect.arrayContaining([
        { path: 'userName', to: 'fay@example.com' },
        { path: 'name.givenName', to: 'Fay' },
        { path: 'emails[type eq "work"].value', to: 'fay@example.com' },
      ]),
    );
    expect(JSON.stringify(entry)).not.toContain('Hunter2');
    expect(await entryOf('POST', '/Groups', group('Visitors'))).toMatchObject({
      attributes: [{ path: 'displayName', to: 'Visitors' }],
    });
  });

  it('has what a DELETE took', async () => {
    const id = await create('/Users', user('carla@example.com'));
    const { attributes = [] } = (await entryOf('DELETE', `/Users/${id}`)) ?? {};
    expect(attributes).toContainEqual({ path: 'userName', from: 'carla@example.com' });
    expect(attributes.filter(({ to }) => to !== undefined)).toEqual([]);
  });

  it('has the new name of a group, and its members as a number only', async () => {
    const id = await create('/Groups', group('Staff'));
    const member = await create('/Users', user('dora@example.com'));
    const entry = await entryOf(
      'PATCH',
      `/Groups/${id}`,
      patch(
        { op: 'replace', path: 'displayName', value: 'People' },
        { op: 'add', path: 'members', value: [{ value: member }] },
      ),
    );
    expect(entry).toMatchObject({
      changes: expect.arrayContaining([{ what: 'joined', count: 1 }]) as unknown,
      attributes: [{ path: 'displayName', from: 'Staff', to: 'People' }],
    });
  });

  it('has what a refused request changed all the same, and nothing where nothing was written', async () => {
    const id = await create('/Users', user('emil@example.com'));
    const leaves = patch(
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'userName', value: '' },
    );
    expect(await entryOf('PATCH', `/Users/${id}`, leaves)).toMatchObject({
      kind: 'refusal',
      reason: { code: 'invalidValue' },
      attributes: [{ path: 'active', from: 'true', to: 'false' }],
    });
    const refused = await entryOf(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'userName', value: '' }),
    );
    expect(refused).toMatchObject({ kind: 'refusal' });
    expect(refused).not.toHaveProperty('attributes');
  });

  it('tells paths, and no personal data, where the journal is without', async () => {
    const of = await redacting.realm();
    const id = await create('/Users', ANN, of);
    const changes = [
      { op: 'replace', path: 'name.givenName', value: 'Anna' },
      { op: 'replace', path: 'active', value: false },
    ];
    const entry = await entryOf('PATCH', `/Users/${id}`, patch(...changes), { of, by: redacting });
    expect(entry?.attributes).toEqual(
      expect.arrayContaining([
        { path: 'name.givenName', from: '(redacted)', to: '(redacted)' },
        { path: 'active', from: 'true', to: 'false' },
      ]),
    );
    expect(JSON.stringify(entry)).not.toMatch(/anna|ann@/i);
  });
});
