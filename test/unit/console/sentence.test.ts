import { createInstance, type i18n } from 'i18next';
import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { nameOf, sentenceOf, whoOf } from '../../../console/src/pages/log/sentence.ts';
import { stepsOf } from '../../../console/src/pages/log/steps.ts';
import de from '../../../console/src/pages/log/de.json' with { type: 'json' };
import en from '../../../console/src/pages/log/en.json' with { type: 'json' };

const ENTRY: JournalEntry = {
  ...{ id: 1, time: '2026-11-29T12:00:00Z', realm: 'acme', kind: 'write', requestId: 'r' },
  ...{ method: 'POST', target: '/Users', quirks: [], ignored: [], keycloak: [] },
  ...{ status: 200, outcome: 'User 1 created.', milliseconds: 1 },
};

const anna = { type: 'User', id: '1', name: 'anna' };

const staff = { type: 'Group', id: '2', name: 'Staff' };

let texts: i18n;

beforeAll(async () => {
  texts = createInstance();
  const resources = { en: { translation: en }, de: { translation: de } };
  await texts.init({
    ...{ lng: 'en', resources, keySeparator: false, nsSeparator: false },
    interpolation: { escapeValue: false },
  });
});

const say = (entry: Partial<JournalEntry>, language = 'en'): string =>
  sentenceOf({ ...ENTRY, ...entry }, texts.getFixedT(language));

describe('the sentence of an entry', () => {
  it.each<[string, Partial<JournalEntry>]>([
    ['Created anna', { resource: anna }],
    ['Created Staff: 2 members joined', { resource: staff, changes: [{ what: 'joined', count: 2 }] }],
    ['Restored anna', { resource: anna, changes: [{ what: 'restored' }] }],
    ['Replaced anna', { method: 'PUT', resource: anna }],
    ['Disabled anna', { method: 'PATCH', resource: anna, changes: [{ what: 'disabled' }] }],
    [
      'Enabled anna: renamed from ann to anna',
      {
        ...{ method: 'PATCH', resource: anna },
        changes: [{ what: 'enabled' }, { what: 'renamed', from: 'ann', to: 'anna' }],
      },
    ],
    [
      'Renamed ann to anna',
      { method: 'PUT', resource: anna, changes: [{ what: 'renamed', from: 'ann', to: 'anna' }] },
    ],
    [
      'Changed Staff: 1 member joined, 3 members left',
      {
        ...{ method: 'PATCH', resource: staff },
        changes: [
          { what: 'joined', count: 1 },
          { what: 'left', count: 3 },
        ],
      },
    ],
    ['Deleted anna', { method: 'DELETE', resource: anna, changes: [{ what: 'deleted' }] }],
    ['Changed User 1', { method: 'PATCH', resource: { type: 'User', id: '1' } }],
    ['Created /Groups', { target: '/Groups' }],
  ])('says of a write: %s', (sentence, entry) => {
    expect(say(entry)).toBe(sentence);
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['Searched for users: 1 found', { target: '/Users?filter=x', outcome: 'Answered: 1 result.' }],
    ['Searched for groups: 12 found', { target: '/Groups', outcome: 'Answered: 12 results.' }],
    ['Read anna', { target: '/Users/1', resource: anna, outcome: 'Answered.' }],
    ['Read /Schemas', { target: '/Schemas', outcome: 'Answered: 3 results.' }],
  ])('says of a read: %s', (sentence, entry) => {
    expect(say({ kind: 'read', method: 'GET', ...entry })).toBe(sentence);
  });

  it('says who was refused, in the words of the bridge why, unless these words say it', () => {
    const refused = { status: 409, kind: 'refusal', outcome: 'Refused: The name is taken.' } as const;
    expect(say({ ...refused, asked: { userName: 'anna' } })).toBe('Refused anna: The name is taken.');
    expect(say(refused)).toBe('Refused: The name is taken.');
    expect(say({ ...refused, asked: { userName: 'anna' }, outcome: 'Refused: "anna" is taken.' })).toBe(
      'Refused: "anna" is taken.',
    );
    expect(say({ ...refused, status: 502, resource: anna, outcome: 'Failed: No answer.' })).toBe(
      'Failed for anna: No answer.',
    );
  });

  it('says what would have been done where nothing is written', () => {
    const outcome = 'Observed: User would have been created (POST users); nothing was written.';
    expect(say({ resource: anna, outcome })).toBe('Would have created anna; nothing was written');
  });

  it('leaves alarms, changes by administrators and summaries in the words of the bridge', () => {
    for (const entry of [{ kind: 'alarm' }, { kind: 'audit' }, { kind: 'refusal', count: 9 }] as const) {
      expect(say({ ...entry, status: 401, outcome: 'As it is.' })).toBe('As it is.');
    }
  });

  it('speaks German, with the names and values unchanged', () => {
    const changes = [{ what: 'renamed', from: '<a>', to: 'b' }] as const;
    expect(say({ resource: anna, changes }, 'de')).toBe('<a> in b umbenannt');
  });
});

describe('an entry', () => {
  it('names the user or group that a refused request was about', () => {
    expect(nameOf({ ...ENTRY, asked: { displayName: 'Staff' } })).toBe('Staff');
    expect(nameOf({ ...ENTRY, asked: ['userName'] })).toBe('');
  });

  it('names the credential and its account, or the address', () => {
    expect(whoOf({ ...ENTRY, credential: { id: '1', label: 'Okta', account: 'svc' } })).toBe('Okta (svc)');
    expect(whoOf({ ...ENTRY, credential: { id: '1', label: 'svc', account: 'svc' } })).toBe('svc');
    const olga = { id: '1', label: 'olga', account: 'https://kc.example/realms/acme' };
    expect(whoOf({ ...ENTRY, kind: 'audit', credential: olga })).toBe('olga');
    expect(whoOf({ ...ENTRY, kind: 'audit', realm: 'globex', credential: olga })).toBe('olga (acme)');
    expect(whoOf({ ...ENTRY, address: '10.0.0.1' })).toBe('10.0.0.1');
  });

  const call = { call: 'POST users', milliseconds: 1 };

  it.each<[string, Partial<JournalEntry>, string]>([
    ['an accepted request', {}, 'done done done done'],
    ['a wrong token', { status: 401 }, 'failed notReached notReached done'],
    ['a body that makes no sense', { status: 400 }, 'done failed notReached done'],
    [
      'a call that failed',
      { status: 503, keycloak: [{ ...call, outcome: 'unavailable' }] },
      'done done failed done',
    ],
    [
      'a refusal after a look',
      { status: 403, keycloak: [{ ...call, outcome: 'ok' }] },
      'done done done failed',
    ],
  ])('says how far %s came', (_name, entry, states) => {
    expect(
      stepsOf({ ...ENTRY, ...entry })
        .map(({ state }) => state)
        .join(' '),
    ).toBe(states);
  });
});
