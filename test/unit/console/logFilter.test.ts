import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { toCsv, toNdjson } from '../../../console/src/export/csv.ts';
import {
  filterOf,
  isShown,
  mergeEntries,
  queryOf,
  sinceOf,
  withCondition,
} from '../../../console/src/pages/log/filter.ts';

const entry = (id: number, status = 200) => ({ id, status }) as JournalEntry;

describe('the filter of the provisioning log', () => {
  it('is read from the address, without what makes no sense there', () => {
    const search = new URLSearchParams('period=day&result=maybe&kind=write&name=anna&request=&follow=on');
    expect(filterOf(search)).toEqual({ period: 'day', kind: 'write', name: 'anna' });
    expect(filterOf(new URLSearchParams(`name=${'x'.repeat(9_999)}`)).name).toHaveLength(255);
  });

  it('is written into the address beside what else stands there', () => {
    const search = withCondition(new URLSearchParams('follow=on'), 'name', 'anna');
    expect(search.toString()).toBe('follow=on&name=anna');
    expect(withCondition(search, 'name', undefined).toString()).toBe('follow=on');
  });

  it('becomes a query of the admin API, and tells refusals and failures apart itself', () => {
    expect(queryOf({ result: 'refused', kind: 'refusal', period: 'day' })).toEqual({
      failed: 'true',
      kind: 'refusal',
    });
    expect(queryOf({ result: 'ok' })).toEqual({ failed: 'false' });
    expect(sinceOf({ period: 'hour' }, Date.parse('2026-11-29T12:00:00Z'))).toBe('2026-11-29T11:00:00.000Z');
    expect(sinceOf({}, 0)).toBeUndefined();
    expect([200, 409, 503].map((status) => isShown(entry(1, status), { result: 'refused' }))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('takes new entries in once, newest first', () => {
    const known = [entry(3), entry(1)];
    expect(mergeEntries([entry(4), entry(3), entry(2)], known).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
    expect(mergeEntries([entry(3)], known)).toBe(known);
  });
});

describe('an export', () => {
  it('quotes what has separators, and lets no spreadsheet take a name for a formula', () => {
    expect(
      toCsv([
        ['name', 'n'],
        ['a "b", c', 1],
        ['=HYPERLINK("x")', undefined],
      ]),
    ).toBe('name,n\r\n"a ""b"", c",1\r\n"\'=HYPERLINK(""x"")",\r\n');
  });

  it('writes one JSON value a line', () => {
    expect(toNdjson([{ a: 'x\ny' }, 2])).toBe('{"a":"x\\ny"}\n2\n');
  });
});
