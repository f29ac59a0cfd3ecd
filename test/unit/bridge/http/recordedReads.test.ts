import { createRecordedReads } from '../../../../bridge/http/recordedReads.ts';

const MINUTE = 60_000;

function fixture() {
  let time = 0;
  const records = createRecordedReads(() => time);
  return {
    records,
    at: (minutes: number): boolean => {
      time = minutes * MINUTE;
      return records('acme', 'token');
    },
  };
}

describe('the successful reads that the journal has', () => {
  it('are one a minute for each credential of a realm', () => {
    const { records, at } = fixture();
    expect(at(0)).toBe(true);
    expect(records('acme', 'another')).toBe(true);
    expect(records('globex', 'token')).toBe(true);
    expect(at(0.9)).toBe(false);
    expect(at(1)).toBe(true);
  });

  it('are ten an hour of a client that reads all the time', () => {
    const { at } = fixture();
    const recorded = Array.from({ length: 120 }, (_, minute) => at(minute)).filter(Boolean);
    expect(recorded).toHaveLength(20);
  });
});
