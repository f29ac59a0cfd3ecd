import type { RefusalSummary } from '../../../../bridge/credentials/throttle/throttleReport.ts';
import type { Request } from 'express';
import { createRecordedReads } from '../../../../bridge/http/recordedReads.ts';
import { entryOfSummary, outcomeOf, writeRequestLog } from '../../../../bridge/http/requestLog.ts';
import type { NewEntry } from '../../../../bridge/journal/entry.ts';
import { createReport, type Facts } from '../../../../bridge/protocol/report.ts';

const summary = (more: Partial<RefusalSummary>): RefusalSummary => ({
  realm: 'acme',
  realmExists: true,
  count: 312,
  addresses: ['192.0.2.1'],
  reasons: ['no static token of the realm matches'],
  requestIds: ['r7', 'r8'],
  ...more,
});

const many = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, i) => `${text}${i}`);

describe('the journal entry of a throttle summary', () => {
  it('has realm, count, status 401 and the requests that it counts', () => {
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
      requestIds: ['r7', 'r8'],
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

describe('the outcome of a conflict', () => {
  it('names who has the value, which the client is not told', () => {
    const conflict = { type: 'User', id: 'u2', name: 'bob' } as const;
    const facts = { ...createReport('r1').facts, error: 'uniqueness', detail: 'Taken.', conflict };
    expect(outcomeOf(facts, 'POST', 409)).toBe('Refused: Taken. It is user u2 "bob".');
  });
});

describe('the entries of requests', () => {
  const request = { headers: { 'user-agent': 'Entra' }, method: 'GET', originalUrl: '/x' } as Request;
  const credential = { id: 't1', label: 'first token' };

  /** Writes the log of requests with these facts; returns the entries. */
  function entriesOf(status: number, ...requests: readonly Partial<Facts>[]): NewEntry[] {
    const entries: NewEntry[] = [];
    const logs = {
      log: { error: () => undefined, info: () => undefined, isLevelEnabled: () => true },
      metrics: { request: () => undefined, quirk: () => undefined },
      journal: { record: (entry: NewEntry) => entries.push(entry), used: () => undefined },
      recordsRead: createRecordedReads(),
    } as unknown as Parameters<typeof writeRequestLog>[0];
    for (const facts of requests) {
      const all: Facts = { ...createReport('r1').facts, realm: 'acme', realmExists: true, ...facts };
      writeRequestLog(logs, all, { request, status, milliseconds: 3 });
    }
    return entries;
  }

  it('have a successful read of a credential once a minute, with what it found', () => {
    const target = '/Users?filter=userName eq "nobody"';
    const read = { credential, target, resultCount: 0 };
    expect(entriesOf(200, read, read)).toEqual([
      expect.objectContaining({ kind: 'read', credential, target, outcome: 'Answered: 0 results.' }),
    ]);
  });

  it('have a 401 of a realm that does not exist, and nothing else of it', () => {
    const stranger = { realm: 'Acme', realmExists: false, error: 'unauthorized', hint: 'no such realm' };
    expect(entriesOf(401, stranger)).toEqual([
      expect.objectContaining({ kind: 'refusal', realm: 'Acme', outcome: 'Refused: no such realm' }),
    ]);
    expect(entriesOf(503, stranger)).toEqual([]);
    expect(entriesOf(401, { ...stranger, quiet: true })).toEqual([]);
  });

  it('have the other names and addresses of a user', () => {
    const resource = { type: 'User', id: '1', name: 'Ann' };
    const facts = { credential, writes: true, resource, aliases: ['ann', 'ann@x.test'] };
    expect(entriesOf(200, facts)[0]?.resource).toEqual({ ...resource, aliases: ['ann@x.test'] });
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
    expect(outcomeOf({ ...facts, changes: [{ what: 'restored' }] }, 'POST', 201)).toBe('User 42 restored.');
  });
});
