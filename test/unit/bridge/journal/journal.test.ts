import { message } from '../../../../documents/text.ts';
import { refusal } from '../../../../bridge/credentials/refusals.ts';
import { createJournal } from '../../../../bridge/journal/journal.ts';
import type { Json } from '../../../../scim/json.ts';
import type { Store } from '../../../../bridge/journal/store/store.ts';
import { createStores, entry } from './entries.ts';

const stores = createStores();
const ID = '0d5a8f3c-2b7e-4c1d-9a6f-1e2d3c4b5a69';

afterEach(stores.clear);

/** A journal that knows the realm of the entries. */
function journalOn(store: Store, personalData: 'keep' | 'redact') {
  const journal = createJournal({ store, personalData });
  journal.identify('acme', 'acme-id');
  return journal;
}

function open(personalData: 'keep' | 'redact') {
  const { store } = stores.open(':memory:');
  return { store, journal: journalOn(store, personalData) };
}

const made = entry({
  resource: { type: 'User', id: ID, name: 'Jane.Doe' },
  asked: { userName: 'Jane.Doe', password: 'hunter2', active: true },
  target: '/Users?filter=token eq "t"',
  client: 'x'.repeat(300),
  outcome: 'User "Jane.Doe" made.',
});

describe('a journal', () => {
  it('records everything but secrets', async () => {
    const { journal } = open('keep');
    journal.record(made);
    const { entries } = await journal.read({ realm: 'acme', name: 'JANE.doe' });
    expect(entries).toEqual([
      {
        ...made,
        id: 1,
        asked: { userName: 'Jane.Doe', password: '(redacted)', active: true },
        target: '/Users?filter=token%20eq%20%22(redacted)%22',
        client: 'x'.repeat(200),
      },
    ]);
    expect((await journal.read({ realm: 'acme', resource: ID })).entries).toHaveLength(1);
    expect((await journal.read({ realm: 'acme', resource: 'other' })).entries).toEqual([]);
  });

  it.each<[string, unknown, string, string]>([
    [
      'JSON in a text',
      { Operations: [{ op: 'replace', value: '{"password":"Hunter2-A"}' }] },
      'Refused: Operations[0]: "value" must be an object, not "{\\"password\\":\\"Hunter2-A\\"}".',
      'Refused: Operations[0]: "value" must be an object, not "(redacted)".',
    ],
    [
      'JSON in a text that was cut',
      { Operations: [{ op: 'replace', value: `{"password":"Hunter2-A","x":"${'y'.repeat(60)}"}` }] },
      'Refused: "value" must be an object, not "{\\"password\\":\\"Hunter2-A\\",\\"x\\":\\"yyyy...".',
      'Refused: "value" must be an object, not "(redacted)".',
    ],
    [
      'the value of a secret attribute',
      { Operations: [{ op: 'replace', path: 'password', value: 'Hunter2-A' }] },
      'Refused: "active" takes true or false, not "Hunter2-A" (Hunter2-A).',
      'Refused: "active" takes true or false, not "(redacted)" ((redacted)).',
    ],
    [
      'a number',
      { password: 12345678 },
      'Refused: "password" takes a string, not 12345678.',
      'Refused: "password" takes a string, not (redacted).',
    ],
    [
      'nothing that is no secret',
      { userName: 'jane', password: 'jane' },
      'Refused: "userName" is "jane" already.',
      'Refused: "userName" is "jane" already.',
    ],
    [
      'whatever is quoted from a body that is too long to be looked through',
      { password: 'Hunter2-A', x: 'y'.repeat(20_000) },
      'Refused: "userName" takes no "Hunter2-A".',
      'Refused: "(redacted)" takes no "(redacted)".',
    ],
  ])('removes from the outcome %s', async (_what, asked, outcome, kept) => {
    const { journal } = open('keep');
    journal.record(entry({ asked: asked as Json, outcome, status: 400, kind: 'refusal' }));
    const { entries } = await journal.read({ realm: 'acme' });
    expect(entries[0]?.outcome).toBe(kept);
  });

  it('removes from the reason of a refusal what it removes from the outcome', async () => {
    const asked = { password: 'Hunter2-A' };
    const detail = '"active" takes true or false, not "Hunter2-A".';
    const refused = { kind: 'refusal', status: 400, asked } as const;
    const { journal } = open('keep');
    journal.record(entry({ ...refused, reason: { code: 'invalidValue', values: { detail } } }));
    const { entries } = await journal.read({ realm: 'acme' });
    expect(entries[0]?.reason).toEqual({
      code: 'invalidValue',
      values: { detail: '"active" takes true or false, not "(redacted)".' },
    });
  });

  it('has the outcome as data without secrets, and not in mode redact', async () => {
    const texts = [message('Refused: {reason}', { reason: 'not "hunter2".' })];
    for (const [mode, expected] of [
      ['keep', [message('Refused: {reason}', { reason: 'not "(redacted)".' })]],
      ['redact', undefined],
    ] as const) {
      const { journal } = open(mode);
      journal.record(entry({ asked: { password: 'hunter2' }, texts }));
      expect((await journal.read({ realm: 'acme' })).entries[0]?.texts).toEqual(expected);
    }
  });

  it('keeps no personal data in reasons in mode redact', async () => {
    const { journal } = open('redact');
    const found = '"https://jane.example.com"';
    const other = refusal('otherIssuer', { found, accepted: ['https://id.example.com'] });
    const expired = refusal('expiredToken', { label: 'of Jane', id: 't9' });
    journal.record(entry({ kind: 'refusal', status: 401, reason: other, reasons: [expired] }));
    const { entries } = await journal.read({ realm: 'acme' });
    expect(entries[0]).toMatchObject({
      reason: { code: 'otherIssuer', values: { found: '"(redacted)"', accepted: ['(redacted)'] } },
      reasons: [{ code: 'expiredToken', values: { label: '(redacted)', id: 't9' } }],
    });
  });

  it('records no personal data in mode redact, and still finds entries by name', async () => {
    const { journal } = open('redact');
    journal.record(made);
    journal.record(entry({ resource: { type: 'User', id: 'f:1:jane' } }));
    const { entries } = await journal.read({ realm: 'acme', name: 'jane.doe' });
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toMatch(/jane|hunter2/i);
    expect(entries[0]?.resource?.id).toBe(ID);
    expect((await journal.read({ realm: 'acme', resource: 'f:1:jane' })).entries).toHaveLength(1);
  });

  it.each(['keep', 'redact'] as const)(
    'finds a person by an e-mail address, with personal data: %s',
    async (personalData) => {
      const { journal } = open(personalData);
      const resource = { type: 'User', id: ID, name: 'jane', aliases: ['Jane@x.test'] };
      journal.record(entry({ resource, conflict: { type: 'User', id: 'f:1:eve', name: 'eve' } }));
      const { entries } = await journal.read({ realm: 'acme', name: 'jane@X.test' });
      expect(entries).toHaveLength(1);
      expect(/jane|eve/i.test(JSON.stringify(entries))).toBe(personalData === 'keep');
    },
  );

  it('finds entries by name that were recorded before the setting changed', async () => {
    const { store, journal } = open('keep');
    journal.record(made);
    const redacting = journalOn(store, 'redact');
    redacting.record(made);
    expect((await redacting.read({ realm: 'acme', name: 'jane.doe' })).entries).toHaveLength(2);
    expect((await journal.read({ realm: 'acme', name: 'jane.doe' })).entries).toHaveLength(2);
  });

  it.each(['keep', 'redact'] as const)(
    'cuts long texts and lists, with personal data: %s',
    async (personalData) => {
      const { journal } = open(personalData);
      const members = Array.from({ length: 1_000 }, () => ({ value: ID }));
      journal.record(
        entry({
          asked: { members },
          ignored: Array.from({ length: 1_000 }, () => `members[value eq "${ID}"]`),
          keycloak: Array.from({ length: 1_000 }, () => ({ call: 'PUT', outcome: 'ok', milliseconds: 2 })),
          outcome: 'x'.repeat(100_000),
        }),
      );
      const [found] = (await journal.read({ realm: 'acme' })).entries;
      expect(found?.asked).toEqual({ cut: true, bytes: JSON.stringify({ members }).length });
      expect(found?.ignored).toHaveLength(101);
      expect(found?.ignored.at(-1)).toBe('… 900 more');
      expect(found?.keycloak.at(-1)).toEqual({ call: '… 900 more', outcome: '', milliseconds: 1_800 });
      expect(found?.outcome).toHaveLength(2_001);
    },
  );

  it('cuts texts that redaction made longer', async () => {
    const { journal } = open('redact');
    const asked = { list: Array.from({ length: 5_000 }, () => 1) };
    journal.record(entry({ asked }));
    expect((await journal.read({ realm: 'acme' })).entries[0]?.asked).toMatchObject({ cut: true });
  });

  it('counts entries that it cannot record, and does not throw', async () => {
    const { journal } = open('keep');
    journal.record({ ...entry(), ignored: null as never });
    journal.record(entry());
    await journal.flush();
    expect(journal.stats()).toMatchObject({ written: 1, dropped: 1 });
  });

  it('returns when a credential was last used', async () => {
    const { journal } = open('redact');
    journal.used('acme', 'token', 12);
    expect(await journal.lastUses('acme')).toEqual(new Map([['token', 12]]));
    await journal.close();
  });
});

describe('realms that have the same name one after the other', () => {
  it('read only their own entries', async () => {
    const { journal } = open('keep');
    journal.record(made);
    journal.used('acme', 'token-1', 1_000);
    journal.remember('acme', 'brake', { leavers: 2 });

    expect(journal.identify('acme', 'another-id')).toBe(true);
    expect((await journal.read({ realm: 'acme' })).entries).toEqual([]);
    expect((await journal.lastUses('acme')).size).toBe(0);
    expect(await journal.recall('acme', 'brake')).toBeUndefined();

    expect(journal.identify('acme', 'acme-id')).toBe(true);
    expect(journal.identify('acme', 'acme-id')).toBe(false);
    expect((await journal.read({ realm: 'acme' })).entries).toHaveLength(1);
    expect((await journal.lastUses('acme')).get('token-1')).toBe(1_000);
    expect(await journal.recall('acme', 'brake')).toEqual({ leavers: 2 });
  });

  it('are told by a reference, and refused credentials of realms that are not served are kept apart', async () => {
    const { journal } = open('keep');
    const refusal = { kind: 'refusal', status: 401 } as const;
    journal.record(entry({ ...refusal, requestId: 'r-acme' }));
    journal.record(entry({ ...refusal, requestId: 'r-Acme', realm: 'Acme' }));
    journal.record(entry({ ...refusal, requestId: 'r-503', realm: 'Acme', status: 503 }));
    expect(await journal.realmsOf('r-acme')).toEqual(['acme']);
    expect(await journal.realmsOf('r-Acme')).toEqual([undefined]);
    expect(await journal.realmsOf('r-503')).toEqual([]);
    const { entries } = await journal.readUnserved('r-Acme');
    expect(entries.map(({ realm, requestId }) => [realm, requestId])).toEqual([['Acme', 'r-Acme']]);
    expect((await journal.readUnserved('r-acme')).entries).toEqual([]);
    journal.record(entry({ ...refusal, requestId: '', requestIds: ['r-again'] }));
    journal.record(entry({ ...refusal, requestId: '', realm: '(others)', requestIds: ['r-Again'] }));
    expect(await journal.realmsOf('r-again')).toEqual(['acme']);
    expect(await journal.realmsOf('r-Again')).toEqual([undefined]);
    expect((await journal.readUnserved('r-Again')).entries).toHaveLength(1);
    journal.identify('Acme', 'another-id');
    expect((await journal.read({ realm: 'Acme' })).entries).toEqual([]);
  });

  it('have no entries while the id of the realm is unknown: nothing is stored or read', async () => {
    const { journal } = open('keep');
    journal.record(made);
    journal.identify('acme', undefined);
    journal.record(made);
    expect((await journal.read({ realm: 'acme' })).entries).toEqual([]);
    journal.identify('acme', 'acme-id');
    expect((await journal.read({ realm: 'acme' })).entries).toHaveLength(1);
  });

  it('get the entries that an earlier version stored under their name, but only the first realm does', async () => {
    const { store } = stores.open(':memory:');
    store.append(made);
    store.used('acme', 'token-1', 1_000);
    store.remember('acme', 'brake', { leavers: 2 });
    await store.flush();
    const journal = journalOn(store, 'keep');
    expect((await journal.read({ realm: 'acme' })).entries).toHaveLength(1);
    expect((await journal.lastUses('acme')).get('token-1')).toBe(1_000);
    expect(await journal.recall('acme', 'brake')).toEqual({ leavers: 2 });
    journal.identify('acme', 'another-id');
    expect((await journal.read({ realm: 'acme' })).entries).toEqual([]);
  });
});
