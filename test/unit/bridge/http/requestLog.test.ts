import type { Change } from '../../../../bridge/lifecycle/context.ts';
import { refusal, REFUSALS, type RefusalCode } from '../../../../bridge/credentials/refusals.ts';
import type { RefusalSummary } from '../../../../bridge/credentials/throttle/throttleReport.ts';
import type { Request } from 'express';
import { createRecordedReads } from '../../../../bridge/http/recordedReads.ts';
import { entryOfSummary } from '../../../../bridge/http/requestEntries.ts';
import { writeRequestLog } from '../../../../bridge/http/requestLog.ts';
import { outcomeOf } from '../../../../bridge/http/requestOutcome.ts';
import type { NewEntry } from '../../../../bridge/journal/entry.ts';
import { ERRORS, type ErrorCode } from '../../../../scim/errors.ts';
import { createReport, type Facts } from '../../../../bridge/protocol/report.ts';

const summary = (more: Partial<RefusalSummary>): RefusalSummary => ({
  realm: 'acme',
  realmExists: true,
  count: 312,
  addresses: ['192.0.2.1'],
  reasons: [refusal('unknownToken')],
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
      reasons: [refusal('unknownToken')],
      outcome: '312 more refusals from one address: no static token of the realm matches.',
      milliseconds: 0,
      count: 312,
      requestIds: ['r7', 'r8'],
    });
  });

  it.each<[string, Partial<RefusalSummary>, string]>([
    [
      'one, without the full stop of its reason',
      { count: 1, reasons: [refusal('noIssuer')] },
      '1 more refusal from one address: The token has no iss.',
    ],
    [
      'several addresses and reasons',
      { addresses: many(3, 'a'), reasons: [refusal('encrypted'), refusal('unknownToken')] },
      '312 more refusals from 3 addresses: The token is encrypted (JWE); only signed ones are taken; no static token of the realm matches.',
    ],
    [
      'more addresses than are counted',
      { addresses: many(20, 'a') },
      '312 more refusals from at least 20 addresses: no static token of the realm matches.',
    ],
    [
      'more reasons than are told',
      { reasons: many(6, 'r').map((problem) => refusal('realmNotServed', { problem })) },
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

  it.each<{ error: ErrorCode; status: number; outcome: string }>([
    { error: 'protected', status: 403, outcome: 'Refused: Told. Why.' },
    { error: 'uniqueness', status: 409, outcome: 'Refused: Told.' },
    { error: 'unauthorized', status: 401, outcome: 'Refused: Why.' },
    { error: 'internal', status: 500, outcome: 'Failed: Why.' },
  ])('$error: $outcome', ({ error, status, outcome }) => {
    expect(outcomeOf({ ...trace, error }, 'PATCH', status)).toBe(outcome);
  });

  it('says that nothing was written if the realm is in mode observe', () => {
    const observed = { ...trace, error: 'invalidValue', writes: true } as const;
    const outcome = (calls: string[]) => outcomeOf({ ...observed, observed: calls }, 'PATCH', 400);
    expect(outcome(['PUT users/{id}'])).toBe('Refused: Told. Observed: nothing was written.');
    expect(outcome([])).toBe('Refused: Told.');
  });
});

describe('the code of a refused credential', () => {
  it('is not that of an error, so that one list of codes says what an entry means', () => {
    const codes = Object.keys(REFUSALS) as RefusalCode[];
    expect(codes.filter((code) => Object.hasOwn(ERRORS, code))).toEqual([]);
  });
});

describe('the outcome of a conflict', () => {
  it('names who has the value, which the client is not told', () => {
    const conflict = { type: 'User', id: 'u2', name: 'bob' } as const;
    const facts: Facts = { ...createReport('r1').facts, error: 'uniqueness', detail: 'Taken.', conflict };
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
      expect.objectContaining({
        kind: 'read',
        credential,
        target,
        results: 0,
        outcome: 'Answered: 0 results.',
      }),
    ]);
  });

  it('say why a credential was refused, by code and values, and in the words of the log', () => {
    const reason = refusal('expiredToken', { label: 'old', id: 't9' });
    const [entry] = entriesOf(401, { error: 'unauthorized', detail: 'Told.', hint: 'x', refusal: reason });
    expect(entry).toMatchObject({
      reason,
      outcome: 'Refused: the static token "old" (t9) is expired',
    });
  });

  it('say why a request was refused or failed, by the code of its error and its detail', () => {
    const refused = { writes: true, error: 'uniqueness', detail: 'Taken.', hint: 'Why.' } as const;
    expect(entriesOf(409, refused)[0]?.reason).toEqual({ code: 'uniqueness', values: { detail: 'Taken.' } });
    const failed = { writes: true, error: 'internal', detail: 'Told.', hint: 'Why.' } as const;
    expect(entriesOf(500, failed)[0]?.reason).toEqual({ code: 'internal', values: { detail: 'Why.' } });
    expect(entriesOf(201, { writes: true })[0]).not.toHaveProperty('reason');
  });

  it('say whether a write was only observed', () => {
    expect(entriesOf(200, { writes: true, observed: [] })[0]?.observed).toBe(true);
    expect(entriesOf(200, { credential, target: '/Users', observed: [] })[0]).not.toHaveProperty('observed');
    expect(entriesOf(200, { writes: true })[0]).not.toHaveProperty('observed');
  });

  it('have a 401 of a realm that does not exist, and nothing else of it', () => {
    const stranger = {
      realm: 'Acme',
      realmExists: false,
      error: 'unauthorized',
      hint: 'no such realm',
    } as const;
    expect(entriesOf(401, stranger)).toEqual([
      expect.objectContaining({ kind: 'refusal', realm: 'Acme', outcome: 'Refused: no such realm' }),
    ]);
    expect(entriesOf(503, stranger)).toEqual([]);
    expect(entriesOf(401, { ...stranger, quiet: true })).toEqual([]);
  });

  it('tell a realm whose token was sent to another one, which has its own reason', () => {
    const strayToken = { realm: 'contoso', id: 't7', label: 'Okta' };
    const refused = { error: 'unauthorized', refusal: refusal('tokenOfAnotherRealm'), strayToken } as const;
    const [own, told, ...others] = entriesOf(401, refused);
    expect(own).toMatchObject({ realm: 'acme', reason: refusal('tokenOfAnotherRealm') });
    expect(own).not.toHaveProperty('credential');
    expect(told).toMatchObject({
      ...{ realm: 'contoso', kind: 'refusal', status: 401, credential: { id: 't7', label: 'Okta' } },
      reason: refusal('arrivedElsewhere', { label: 'Okta', id: 't7', realm: 'acme' }),
      outcome:
        'Refused: the static token "Okta" (t7) of this realm was sent to the SCIM endpoint of realm "acme"',
    });
    expect(others).toEqual([]);
    expect(entriesOf(401, { ...refused, quiet: true })).toEqual([]);
  });

  it('have the other names and addresses of a user', () => {
    const resource = { type: 'User', id: '1', name: 'Ann' };
    const facts = { credential, writes: true, resource, aliases: ['ann', 'ann@x.test'] };
    expect(entriesOf(200, facts)[0]?.resource).toEqual({ ...resource, aliases: ['ann@x.test'] });
  });
});

describe('the outcome of a change', () => {
  const outcome = (method: string, status: number, ...changes: Change[]): string => {
    const resource = { type: 'User', id: '42' };
    return outcomeOf({ ...createReport('r1').facts, writes: true, resource, changes }, method, status);
  };

  it('is told in the words of the field', () => {
    const renamed: Change = { what: 'renamed', from: 'ann', to: 'anna' };
    const joined: Change = { what: 'joined', count: 2 };
    const left: Change = { what: 'left', count: 1 };
    expect(outcome('PATCH', 200, { what: 'disabled' }, renamed, joined, left)).toBe(
      'User 42 changed: disabled, renamed from "ann" to "anna", joined 2, left 1.',
    );
    expect(outcome('DELETE', 204, { what: 'deleted' })).toBe('User 42 deleted.');
    expect(outcome('DELETE', 204, { what: 'disabled' }, { what: 'hidden' })).toBe(
      'User 42 disabled, hidden.',
    );
    expect(outcome('POST', 201, { what: 'restored' })).toBe('User 42 restored.');
  });

  it('tells what a new user was given', () => {
    const roles: Change = { what: 'rolesGiven', names: ['employee', 'shop.buyer'] };
    const groups: Change = { what: 'groupsGiven', names: ['/staff'] };
    expect(
      outcome('POST', 201, roles, groups, { what: 'linked', names: ['corp'] }, { what: 'invited' }),
    ).toBe(
      'User 42 created: given the roles "employee" and "shop.buyer", given the group "/staff", linked to "corp", invited.',
    );
  });
});
