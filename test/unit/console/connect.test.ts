import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { refusal, type Refusal } from '../../../bridge/credentials/refusals.ts';
import { PROVIDER_GUIDES } from '../../../providers/guides/guides.ts';
import {
  hasTokenEnded,
  isCopied,
  missingAfter,
  successorOf,
} from '../../../console/src/pages/connect/connection.ts';
import {
  arrivalsIn,
  lightOf,
  proofOf,
  sentenceOf,
  sentencesOf,
} from '../../../console/src/pages/connect/liveLight.ts';
import { message } from '../../../documents/text.ts';
import { PROVIDERS } from '../../../console/src/pages/connect/providers.ts';
import { changed, paramsOf, stateOf } from '../../../console/src/pages/connect/wizardState.ts';

const CREDENTIAL = { id: 'aaa111', label: 'entra' };

const entry = (changes: Partial<JournalEntry>): JournalEntry => ({
  ...{ id: 1, time: '2026-11-29T12:00:00.000Z', realm: 'acme', kind: 'read', requestId: 'r', method: 'GET' },
  ...{ target: '/Users', quirks: [], ignored: [], keycloak: [], status: 200, outcome: '', milliseconds: 1 },
  ...changes,
});

const refused = (changes: Partial<JournalEntry>) =>
  sentenceOf(entry({ kind: 'refusal', status: 401, ...changes }), CREDENTIAL.id);

const accepted = (target: string, changes: Partial<JournalEntry> = {}) =>
  sentenceOf(entry({ target, credential: CREDENTIAL, ...changes }), CREDENTIAL.id);

describe('the identity providers to choose', () => {
  it('are those that the bridge has instructions for', () => {
    expect(PROVIDERS.map(({ name, profile }) => [name, profile])).toEqual(
      PROVIDER_GUIDES.map(({ name, profile }) => [name, profile]),
    );
  });

  it('are told texts to copy from sentences about a field', () => {
    const texts = ['https://id.example.com/realms/acme/scim/v2', 'scim-endpoint', 'scim'];
    expect(texts.filter(isCopied)).toEqual(texts);
    const values = PROVIDER_GUIDES.flatMap(({ variants }) =>
      variants.flatMap(({ methods }) => methods.flatMap(({ fields }) => fields)),
    ).map(([, value]) => value.replaceAll(/\{\w+\}/g, 'x'));
    expect(values.filter((value) => /\s/.test(value) && isCopied(value))).toEqual([]);
  });
});

describe('the credential', () => {
  const method = { accepted: true, credential: 'staticToken' } as const;

  it('is missing until it is accepted and chosen', () => {
    expect(missingAfter('provider', { provider: '', token: '' }, undefined)).toBe('provider');
    const chosen = { provider: 'okta', token: '' };
    expect(missingAfter('provider', chosen, undefined)).toBeUndefined();
    expect(missingAfter('credential', chosen, { ...method, accepted: false })).toBe('accept');
    expect(missingAfter('credential', chosen, method)).toBe('token');
    expect(missingAfter('credential', { ...chosen, token: 'aaa111' }, method)).toBeUndefined();
    expect(missingAfter('credential', chosen, { ...method, credential: 'remoteToken' })).toBeUndefined();
  });

  it('has ended if it was revoked or forgotten, and not if it is new', () => {
    const token = { id: 'aaa111', label: 'okta', created: '2026-11-29T12:00:00.000Z' };
    const [active, revoked] = (['active', 'revoked'] as const).map((status) => [
      { ...token, status, readOnly: false },
    ]);
    expect(hasTokenEnded('aaa111', active ?? [], undefined)).toBe(false);
    expect(hasTokenEnded('aaa111', revoked ?? [], undefined)).toBe(true);
    expect(hasTokenEnded('aaa111', [], undefined)).toBe(true);
    expect(hasTokenEnded('aaa111', [], token)).toBe(false);
    expect(hasTokenEnded('', [], undefined)).toBe(false);
  });

  it('has ended as well if it was made here and revoked or rotated elsewhere', () => {
    const ended = (status: string): boolean =>
      hasTokenEnded('aaa111', [{ id: 'aaa111', status }], { id: 'aaa111' });
    expect(['active', 'in grace', 'revoked', 'expired'].map(ended)).toEqual([false, true, true, true]);
  });

  it('is known by its label if it took the place of another one', () => {
    const { template, values } = message(
      'Static token "{label}" ({id}) rotated: {newId} takes its place, the old one ends at once.',
      { label: 'okta', id: 'aaa111', newId: 'bbb222' },
    );
    const audits = [{ texts: ['by hand'] }, {}, { texts: [{ template, values }] }];
    const tokens = [{ id: 'bbb222', label: 'okta (2)' }];
    expect(successorOf('aaa111', audits, tokens)).toBe('okta (2)');
    expect(successorOf('bbb222', audits, tokens)).toBeUndefined();
    expect(successorOf('aaa111', [], tokens)).toBeUndefined();
  });
});

describe('a request in a sentence', () => {
  const issuers = (found: string) =>
    refusal('otherIssuer', { found, accepted: ['https://id.example.com/realms/acme'] });

  it.each<[Refusal, string, object]>([
    [refusal('unknownToken'), 'wrongToken', {}],
    [refusal('tokenOfAnotherRealm'), 'otherRealmToken', {}],
    [
      refusal('arrivedElsewhere', { label: 'entra', id: 'aaa111', realm: 'globex' }),
      'arrivedElsewhere',
      { realm: 'globex' },
    ],
    [refusal('revokedToken', { label: 'old', id: 'bbb222' }), 'endedToken', { label: 'old' }],
    [issuers('"https://id.example.com/realms/globex"'), 'otherRealm', { realm: 'globex' }],
    [issuers('"https://login.example.com/"'), 'refused', {}],
    [refusal('mistyped', { noun: 'token' }), 'mistyped', {}],
    [refusal('encrypted'), 'refused', {}],
  ])('says why it was refused: %j', (reason, key, values) => {
    expect(refused({ reason })).toMatchObject({ color: 'red', key, values });
    expect(refused({ reasons: [reason], count: 9 })).toMatchObject({ color: 'red', key, values });
  });

  it('says of a refusal of an earlier version what the log says', () => {
    expect(refused({ outcome: 'Refused: no static token of the realm matches' })?.key).toBe('refused');
  });

  it('says what a connection test asked', () => {
    const guid = '11111111-2222-3333-4444-555555555555';
    expect(accepted(`/Users?filter=userName+eq+%22${guid}%22`)).toMatchObject({ key: 'askedForNobody' });
    expect(accepted('/ServiceProviderConfig')).toMatchObject({
      color: 'green',
      key: 'askedForConfiguration',
    });
    expect(accepted('/Users?startIndex=1&count=2')).toMatchObject({ key: 'readUsers' });
  });

  it('says that it came with another credential, and nothing of what administrators did', () => {
    const other = { id: 'ccc333', label: 'okta' };
    expect(accepted('/Users', { credential: other })).toMatchObject({
      color: 'amber',
      key: 'otherCredential',
      values: { label: 'okta' },
    });
    expect(accepted('/Users', { kind: 'audit' })).toBeUndefined();
  });
});

describe('the light of a connection', () => {
  const at = (id: number) => ({ entry: entry({ id }), values: {} });
  const green = { ...at(2), color: 'green', key: 'readUsers' } as const;
  const red = { ...at(1), color: 'red', key: 'wrongToken' } as const;

  it('waits, shows a refusal, and is green once a request was accepted', () => {
    expect([lightOf([]), lightOf([red]), lightOf([green, red])]).toEqual(['waiting', 'red', 'green']);
    expect(lightOf([{ ...red, ...at(3) }, green])).toBe('red');
    expect(lightOf([{ ...red, ...at(3), color: 'amber' }, green])).toBe('green');
  });

  it('is about what came since the credential was chosen, and since the person waits', () => {
    const time = (minute: number) => `2026-11-29T12:0${minute}:00.000Z`;
    const since = { chosen: Date.parse(time(2)), opened: Date.parse(time(4)) };
    const other = { id: 'ccc333', label: 'okta' };
    const request = (minute: number, changes: Partial<JournalEntry>) =>
      entry({ id: minute, time: time(minute), credential: CREDENTIAL, ...changes });
    const conflict = (minute: number, credential = other) =>
      request(minute, { kind: 'refusal', status: 409, credential });
    const told = (...entries: JournalEntry[]) => {
      const sentences = sentencesOf(entries, CREDENTIAL.id, since);
      return [lightOf(sentences), ...sentences.map(({ key }) => key)];
    };
    const { credential: _, ...unknown } = request(1, { kind: 'refusal', status: 401 });
    expect(told(conflict(3), conflict(1), unknown)).toEqual(['waiting']);
    expect(told({ ...unknown, id: 3, time: time(3) })).toEqual(['red', 'refused']);
    expect(told(conflict(5))).toEqual(['amber', 'otherCredential']);
    expect(told(conflict(6), request(5, {}))).toEqual(['green', 'readUsers']);
    expect(told(conflict(6, CREDENTIAL), request(5, {}))).toEqual(['green', 'refused', 'readUsers']);
  });

  it('is about users that arrive once the connection was tested', () => {
    const wrote = { ...green, ...at(4), key: 'wrote' };
    const later = { ...red, ...at(3), key: 'refused' };
    expect(arrivalsIn([wrote, later, green, red])).toEqual([wrote, later]);
    expect(arrivalsIn([red])).toEqual([]);
  });

  it('is proven by the first good request or the last use of the credential, unless requests are refused', () => {
    const [before, after] = ['2026-11-29T11:00:00.000Z', '2026-11-29T13:00:00.000Z'];
    const chosen = Date.parse('2026-11-29T12:00:00.000Z');
    const first = { ...green, ...at(1) };
    expect(proofOf([{ ...green, ...at(4) }, first], after, chosen)).toEqual({
      ...{ key: 'first', time: first.entry.time },
    });
    expect(proofOf([], after, chosen)).toEqual({ key: 'last', time: after });
    expect(proofOf([], before, chosen)).toBeUndefined();
    expect(proofOf([], undefined, 0)).toBeUndefined();
    expect(proofOf([{ ...red, ...at(5) }, first], after, chosen)).toBeUndefined();
  });
});

describe('the address of the wizard', () => {
  it('has its state and nothing else', () => {
    const state = {
      step: 'live',
      provider: 'okta',
      variant: '',
      method: 'HTTP Header',
      token: 'aaa111',
      since: '1764417600000',
    } as const;
    expect(paramsOf(state).toString()).toBe(
      'step=live&provider=okta&method=HTTP+Header&token=aaa111&since=1764417600000',
    );
    expect(stateOf(paramsOf(state))).toEqual(state);
    expect(stateOf(new URLSearchParams('step=nonsense')).step).toBe('provider');
  });

  it('has the time at which the credential was chosen', () => {
    const chosen = changed(stateOf(new URLSearchParams()), { provider: 'okta', token: 'aaa111' }, 1000);
    expect(chosen.since).toBe('1000');
    expect(changed(chosen, { step: 'live' }, 2000).since).toBe('1000');
    expect(changed(chosen, { token: 'bbb222' }, 2000).since).toBe('2000');
  });
});
