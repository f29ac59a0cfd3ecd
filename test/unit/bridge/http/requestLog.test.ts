import type { RefusalSummary } from '../../../../bridge/credentials/throttle/throttleReport.ts';
import { entryOfSummary, outcomeOf } from '../../../../bridge/http/requestLog.ts';
import { createReport } from '../../../../bridge/protocol/report.ts';

const summary = (more: Partial<RefusalSummary>): RefusalSummary => ({
  realm: 'acme',
  realmExists: true,
  count: 312,
  addresses: ['192.0.2.1'],
  reasons: ['no static token of the realm matches'],
  ...more,
});

const many = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, i) => `${text}${i}`);

describe('the journal entry of a throttle summary', () => {
  it('has realm, count and status 401', () => {
    expect(entryOfSummary(summary({}))).toEqual({
      time: expect.any(Number) as number,
      realm: 'acme',
      kind: 'refusal',
      requestId: '',
      address: '192.0.2.1',
      method: '',
      target: '',
      quirks: [],
      ignored: [],
      keycloak: [],
      status: 401,
      error: 'unauthorized',
      outcome: '312 more refusals from one address: no static token of the realm matches.',
      milliseconds: 0,
      count: 312,
    });
  });

  it.each<[string, Partial<RefusalSummary>, string]>([
    ['one', { count: 1, reasons: ['it is expired.'] }, '1 more refusal from one address: it is expired.'],
    [
      'several addresses and reasons',
      { addresses: many(3, 'a'), reasons: ['One.', 'two'] },
      '312 more refusals from 3 addresses: One; two.',
    ],
    [
      'more addresses than are counted',
      { addresses: many(20, 'a'), reasons: ['one'] },
      '312 more refusals from at least 20 addresses: one.',
    ],
    [
      'more reasons than are told',
      { reasons: many(6, 'r') },
      '312 more refusals from one address: r0; r1; r2; r3; r4; and others.',
    ],
  ])('tells %s', (_name, more, outcome) => {
    expect(entryOfSummary(summary(more)).outcome).toBe(outcome);
  });

  it('has an address only if all refusals came from one', () => {
    expect(entryOfSummary(summary({ addresses: ['a', 'b'] }))).not.toHaveProperty('address');
  });
});

describe('the outcome of a request that is refused', () => {
  const trace = {
    requestId: '',
    quirks: [],
    ignored: [],
    notes: [],
    changes: [],
    keycloak: [],
    detail: 'Told.',
    hint: 'Why.',
  };

  it.each([
    { error: 'protected', status: 403, outcome: 'Refused: Told. Why.' },
    { error: 'uniqueness', status: 409, outcome: 'Refused: Told.' },
    { error: 'unauthorized', status: 401, outcome: 'Refused: Why.' },
    { error: 'internal', status: 500, outcome: 'Failed: Why.' },
  ])('$error: $outcome', ({ error, status, outcome }) => {
    expect(outcomeOf({ ...trace, error }, 'PATCH', status)).toBe(outcome);
  });

  it('says that nothing was written if the realm is in mode observe', () => {
    const observed = { ...trace, error: 'invalidValue', writes: true };
    const outcome = (calls: string[]) => outcomeOf({ ...observed, observed: calls }, 'PATCH', 400);
    expect(outcome(['PUT users/{id}'])).toBe('Refused: Told. Observed: nothing was written.');
    expect(outcome([])).toBe('Refused: Told.');
  });
});

describe('the outcome of a change', () => {
  it('is told in the words of the field', () => {
    const facts = {
      ...createReport('r1').facts,
      writes: true,
      resource: { type: 'User', id: '42' },
      changes: [
        { what: 'disabled' },
        { what: 'renamed', from: 'ann', to: 'anna' },
        { what: 'joined', count: 2 },
        { what: 'left', count: 1 },
      ] as const,
    };
    expect(outcomeOf({ ...facts, changes: [...facts.changes] }, 'PATCH', 200)).toBe(
      'User 42 changed: disabled, renamed from "ann" to "anna", joined 2, left 1.',
    );
    expect(outcomeOf({ ...facts, changes: [{ what: 'deleted' }] }, 'DELETE', 204)).toBe('User 42 deleted.');
    expect(outcomeOf({ ...facts, changes: [{ what: 'disabled' }, { what: 'hidden' }] }, 'DELETE', 204)).toBe(
      'User 42 disabled, hidden.',
    );
  });
});
