import { createInstance, type i18n } from 'i18next';
import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { refusal, REFUSALS, type RefusalCode } from '../../../bridge/credentials/refusals.ts';
import { reasonText } from '../../../console/src/pages/log/reason.ts';
import { ERRORS, type ErrorCode } from '../../../scim/errors.ts';
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
    [
      'Created anna: invited',
      { resource: anna, changes: [{ what: 'rolesGiven', names: ['employee'] }, { what: 'invited' }] },
    ],
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
    ['Searched for users: 1 found', { target: '/Users?filter=x', results: 1 }],
    ['Searched for groups: 12 found', { target: '/Groups', results: 12 }],
    ['Read anna', { target: '/Users/1', resource: anna }],
    ['Read /Schemas', { target: '/Schemas', results: 3 }],
  ])('says of a read: %s', (sentence, entry) => {
    expect(say({ kind: 'read', method: 'GET', ...entry })).toBe(sentence);
  });

  it('says who was refused and why, unless the reason says who', () => {
    const because = (detail: string, code: ErrorCode = 'uniqueness') => ({ code, values: { detail } });
    const refused = { status: 409, kind: 'refusal', reason: because('The name is taken.') } as const;
    expect(say({ ...refused, asked: { userName: 'anna' } })).toBe('Refused anna: The name is taken.');
    expect(say(refused)).toBe('Refused: The name is taken.');
    expect(say({ ...refused, asked: { userName: 'anna' }, reason: because('"anna" is taken.') })).toBe(
      'Refused: "anna" is taken.',
    );
    expect(
      say({ ...refused, status: 502, resource: anna, reason: because('No answer.', 'keycloakRejected') }),
    ).toBe('Failed for anna: No answer.');
    const conflict = { type: 'User', id: '2', name: 'bob' };
    expect(say({ ...refused, conflict })).toBe('Refused: The name is taken. The value belongs to bob.');
    expect(say(refused, 'de')).toBe('Abgelehnt: Der Wert ist schon vergeben. The name is taken.');
  });

  it('says why a credential was refused, in the language of the person', () => {
    const reason = refusal('otherAlgorithm', { found: '"none"', accepted: ['RS256', 'ES256'] });
    const refused = { status: 401, kind: 'refusal', reason } as const;
    expect(say(refused)).toBe('Refused: The token\'s alg is "none"; accepted is "RS256" or "ES256".');
    const reasons = [refusal('unknownToken'), refusal('noIssuer')];
    expect(say({ ...refused, count: 3, reasons })).toBe(
      '3 more refusals: No static token of the realm matches. The token has no iss.',
    );
  });

  it('is the outcome of a refusal whose reason it does not have, of an earlier or a later version', () => {
    const refused = { status: 401, kind: 'refusal', outcome: 'Refused: no token matches' } as const;
    expect(say(refused)).toBe(refused.outcome);
    expect(say({ ...refused, reason: { code: 'newer' as 'internal', values: {} } })).toBe(refused.outcome);
  });

  it('says what would have been done where nothing is written', () => {
    expect(say({ resource: anna, observed: true })).toBe('Would have created anna; nothing was written');
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

/** The names of the values in a text, between these braces. */
const valuesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

describe('the reason of a refusal', () => {
  const codes = [...Object.keys(REFUSALS), ...Object.keys(ERRORS)];

  it.each(['en', 'de'] as const)(
    'has a text for every code, and no value that the code lacks: %s',
    (language) => {
      const known: Readonly<Record<string, string>> = { en, de }[language];
      const missing = codes.filter((code) => known[`log.reason.${code}`] === undefined);
      expect(missing).toEqual([]);
      const named = Object.keys(known).filter((key) => key.startsWith('log.reason.'));
      expect(named).toHaveLength(codes.length);
      for (const [code, sentence] of Object.entries(REFUSALS)) {
        const values = valuesIn(sentence, /\{(\w+)\}/g);
        const shown = valuesIn(known[`log.reason.${code}`] ?? '', /\{\{(\w+)\}\}/g);
        expect([code, shown.filter((name) => !values.includes(name))]).toEqual([code, []]);
      }
    },
  );

  it('leaves no value of a code out that only the request has', () => {
    const optional = ['noun', 'hint'];
    for (const [code, sentence] of Object.entries(REFUSALS) as [RefusalCode, string][]) {
      const values = valuesIn(sentence, /\{(\w+)\}/g).filter((name) => !optional.includes(name));
      const filled = Object.fromEntries(values.map((name) => [name, `<${name}>`]));
      const text = reasonText({ code, values: filled }, texts.getFixedT('de'));
      for (const name of values) expect(text).toContain(`<${name}>`);
    }
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
