import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { refusal, REFUSALS } from '../../../bridge/credentials/refusals.ts';
import shell from '../../../console/src/i18n/shell/en.json' with { type: 'json' };
import { REMEDIES, remediesOf } from '../../../console/src/pages/log/remedies.ts';
import de from '../../../console/src/pages/log/de.json' with { type: 'json' };
import en from '../../../console/src/pages/log/en.json' with { type: 'json' };
import { ERRORS } from '../../../scim/errors.ts';

const ENTRY: JournalEntry = {
  ...{ id: 1, time: '2026-11-29T12:00:00Z', realm: 'acme', kind: 'refusal', requestId: 'r' },
  ...{ method: 'GET', target: '/Users', quirks: [], ignored: [], keycloak: [] },
  ...{ status: 401, error: 'unauthorized', outcome: 'Refused.', milliseconds: 1 },
};

const textsOf = (entry: Partial<JournalEntry>): string[] =>
  remediesOf({ ...ENTRY, ...entry }).map(({ text }) => text);

describe('what to do about an entry', () => {
  it.each([...Object.keys(REFUSALS), ...Object.keys(ERRORS)] as (keyof typeof REMEDIES)[])(
    'has a text in both languages and leads to a page that exists: %s',
    (code) => {
      const { text, page = 'log' } = REMEDIES[code];
      expect(en).toHaveProperty([`log.remedy.${text}`]);
      expect(de).toHaveProperty([`log.remedy.${text}`]);
      expect(shell).toHaveProperty([`page.${page}`]);
    },
  );

  it('is told by the cause where a credential is refused, never by the status alone', () => {
    const told = (Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]).flatMap((code) =>
      textsOf({ reason: { code, values: {} } }),
    );
    expect(told).toHaveLength(Object.keys(REFUSALS).length);
    expect(told.filter((text) => text === 'unauthorized' || text === 'other')).toEqual([]);
  });

  it('has no text that nothing leads to', () => {
    const told = [...Object.values(REMEDIES).map(({ text }) => text), 'nothing', 'alarm'];
    const texts = Object.keys(en).filter((key) => key.startsWith('log.remedy.'));
    expect(texts.filter((key) => !told.includes(key.replace('log.remedy.', '')))).toEqual([]);
  });

  it('is each thing once for requests that were only counted', () => {
    const reasons = [refusal('bearerTwice'), refusal('bearerAndBasic'), refusal('unknownToken')];
    expect(textsOf({ count: 9, reasons })).toEqual(['onlyToken', 'unknownToken']);
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['unauthorized', {}],
    ['uniqueness', { status: 409, error: 'uniqueness' }],
    ['other', { error: 'newer' }],
    ['other', { reason: { code: 'newer' as 'internal', values: {} } }],
    ['nothing', { kind: 'write', status: 200 }],
    ['alarm', { kind: 'alarm', status: 200 }],
  ])('is %s where no other cause is known', (text, entry) => {
    expect(textsOf(entry)).toEqual([text]);
  });
});
