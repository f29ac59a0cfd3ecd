import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { entryDetails, entryLine } from '../../../../realm-config/render/entry.ts';
import { terminalText } from '../../../../realm-config/render/escapeTerminal.ts';
import { localTime } from '../../../../realm-config/render/localTime.ts';

const TIME = '2026-07-01T12:00:00.250Z';

const entry = (more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: 7,
  time: TIME,
  realm: 'acme',
  kind: 'write',
  requestId: 'r-1',
  credential: { id: 't1', label: 'Okta' },
  client: 'Okta SCIM Client 1.0.0',
  address: '192.0.2.7',
  method: 'POST',
  target: '/Users',
  resource: { type: 'User', id: 'u1', name: 'ann' },
  asked: { userName: 'ann', password: '(redacted)' },
  quirks: ['text-booleans'],
  ignored: [],
  keycloak: [{ call: 'POST users', outcome: 'ok', milliseconds: 9 }],
  status: 201,
  outcome: 'User u1 created.',
  milliseconds: 12,
  ...more,
});

const lineOf = (more: Partial<JournalEntry>): string =>
  entryLine(entry(more)).replace(localTime(new Date(TIME)), 'TIME');

describe('an entry of the journal', () => {
  it('is printed on one line', () => {
    expect(lineOf({})).toBe(
      'TIME write   201 POST /Users "ann": User u1 created. [Okta, Okta SCIM Client 1.0.0] 12 ms',
    );
  });

  it('names the sender as far as known, and the account only if it says more', () => {
    const { credential: _, client: __, ...unknown } = entry({ kind: 'refusal', status: 401, count: 3 });
    expect(entryLine(unknown)).toContain('created. (3 times) [nobody known, 192.0.2.7]');
    const credential = { id: 'issuer:hr', label: 'hr', account: 'HR system' };
    expect(lineOf({ credential })).toContain('[hr (HR system), Okta');
    expect(lineOf({ credential, kind: 'audit' })).toContain('[hr, Okta');
    expect(lineOf({ credential: { ...credential, account: 'hr' } })).toContain('[hr, Okta');
  });

  it('does not let texts that strangers sent control the terminal', () => {
    const line = terminalText(
      lineOf({ client: '\u001b[2J\u202eevil', resource: { type: 'User', name: 'a\nb\u0007' } }),
    );
    expect(line).toContain('"a\\u000ab\\u0007"');
    expect(line).toContain('\\u001b[2J\\u202eevil');
    expect(line).not.toContain('\n');
    expect(terminalText(entryDetails(entry({ asked: '\u009b2J' })))).not.toContain('\u009b');
  });

  it('has the attributes that were changed, a line each', () => {
    const attributes = [
      { path: 'active', from: 'true', to: 'false' },
      { path: 'title', to: 'Head' },
    ];
    const lines = entryDetails(entry({ attributes, moreAttributes: 3 })).map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith('changed'))).toEqual([
      'changed    active: "true" -> "false"',
      'changed    title: none -> "Head"',
      'changed    3 more',
    ]);
  });

  it('cuts a long target', () => {
    expect(lineOf({ target: `/Users/${'x'.repeat(300)}` }).length).toBeLessThan(200);
  });

  it('names its realm if that is not known otherwise', () => {
    expect(entryLine(entry(), { showsRealm: true })).toContain(' 201 acme POST /Users "ann": ');
  });

  it('has the other names of the user, and who has the value in conflict, in its details', () => {
    const details = entryDetails(
      entry({
        resource: { type: 'User', id: 'u1', name: 'ann', aliases: ['ann@x.test', 'anna'] },
        conflict: { type: 'User', id: 'u2', name: 'bob' },
      }),
    );
    expect(details).toContain('    also       ann@x.test, anna');
    expect(details).toContain('    conflict   User u2 "bob"');
  });

  it('has details: ids, quirks, calls to Keycloak, and the request body', () => {
    expect(entryDetails(entry({ error: 'x', ignored: ['title'] }))).toEqual([
      '    entry      7, request r-1',
      '    resource   User u1',
      '    credential t1',
      '    address    192.0.2.7',
      '    error      x',
      '    quirks     text-booleans',
      '    ignored    title',
      '    keycloak   POST users: ok, 9 ms',
      '    asked      {"userName":"ann","password":"(redacted)"}',
    ]);
    const failed = entry({
      keycloak: [{ call: 'PUT users/{id}', outcome: 'conflict', status: 409, milliseconds: 3 }],
    });
    expect(entryDetails(failed)).toContain('    keycloak   PUT users/{id}: conflict 409, 3 ms');
  });
});
