import { dispatch, type RawRequest } from '../../../../bridge/protocol/dispatch.ts';
import type { Endpoint, Operation } from '../../../../bridge/protocol/endpoint.ts';
import { createReport } from '../../../../bridge/protocol/report.ts';
import { ScimError } from '../../../../scim/errors.ts';
import { parseJson } from '../../../../scim/parseJson.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { patch, searchRequest, user } from '../../../support/scim/messages.ts';
import { createMemoryRealm } from '../../../support/memory/memoryRealm.ts';
import { assertQuick } from '../../../support/load/quickly.ts';
import { tenantWith } from '../resources/tenant.ts';

const QUIRKS = compileProfile({ preset: 'generic', quirks: await loadQuirks() }).quirks;
const TENANT = { ...tenantWith(), quirks: QUIRKS, realm: createMemoryRealm().realm };

const taking = (message: Operation['message']): Operation => ({
  about: 'user',
  message,
  handle: () => ({ status: 200 }),
});

const ENDPOINTS: readonly Endpoint[] = [
  { path: '/Users/.search', methods: { POST: taking('search') } },
  { path: '/Users', methods: { GET: taking('none'), POST: taking('resource') } },
  { path: '/Users/:id', methods: { PATCH: taking('patch') } },
];

/** What is answered, without the handlers: 200 or the code of an error. */
async function ask(method: string, target: string, body?: string): Promise<string> {
  const request: RawRequest = {
    method,
    target,
    body: () => Promise.resolve(parseJson(body ?? '')),
    conditions: {},
    readOnly: false,
    report: createReport(''),
  };
  return dispatch(TENANT, ENDPOINTS, request).then(
    ({ status }) => String(status),
    (error: unknown) => (error instanceof ScimError ? error.code : String(error)),
  );
}

/** The room of a body for one text. */
const FULL = 4 * 1024 * 1024 - 500;
const full = (piece: string): string => piece.repeat(FULL / Buffer.byteLength(JSON.stringify(piece)) - 1);
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const search = (members: Record<string, unknown>) =>
  ['POST', '/Users/.search', JSON.stringify(searchRequest(members))] as const;
const change = (...operations: unknown[]) =>
  ['PATCH', '/Users/x', JSON.stringify(patch(...operations))] as const;
const create = (members: Record<string, unknown>) =>
  ['POST', '/Users', JSON.stringify(user('ann', members))] as const;
const replacing = (path: string) => change({ op: 'replace', path, value: 'x' });

describe('a body of the maximum size does not delay other requests', () => {
  it.each<[string, readonly [string, string, string?], string]>([
    ['a filter of one word', search({ filter: full('a') }), 'invalidFilter'],
    ['a filter of quotes', search({ filter: `"${full('\\"')}` }), 'invalidFilter'],
    ['a filter of blanks', search({ filter: `a${full(' ')}` }), 'invalidFilter'],
    ['a filter of brackets', search({ filter: full('[') }), 'invalidFilter'],
    ['attributes of brackets', search({ attributes: full('[') }), 'invalidValue'],
    ['attributes in a list', search({ attributes: many(90_000, () => '[') }), 'invalidValue'],
    ['attributes of short names', search({ attributes: full('a,') }), 'invalidValue'],
    ['attributes to leave out', search({ excludedAttributes: full('a,') }), 'invalidValue'],
    ['an attribute to sort by', search({ sortBy: full('a.') }), 'invalidValue'],
    ['a path of brackets', replacing(full('[')), 'invalidPath'],
    ['a path with one word in brackets', replacing(`emails[${full('a')}].value`), 'invalidPath'],
    ['a path of quotes', replacing(`emails[${full('"\\')}`), 'invalidPath'],
    ['a name of a member', change({ op: 'add', value: { [full('[')]: 1 } }), 'invalidSyntax'],
    ['an op', change({ op: full('a '), path: 'title', value: 'x' }), '200'],
    ['a text', create({ title: full('a ') }), '200'],
    ['a role in text', create({ roles: [{ value: full('{"a":') }] }), '200'],
    [
      'extensions',
      create(Object.fromEntries(many(60_000, (i) => [`urn:x:${i}:User`, { a: 'b' }]))),
      'invalidValue',
    ],
    [
      'extensions in an operation',
      change({ op: 'add', value: Object.fromEntries(many(60_000, (i) => [`urn:x:${i}:User`, { a: 'b' }])) }),
      'invalidValue',
    ],
    [
      'attributes that nobody knows',
      create(Object.fromEntries(many(150_000, (i) => [`a${i}`, 1]))),
      'invalidValue',
    ],
    [
      'elements of a list',
      create({ emails: many(50_000, (i) => ({ value: 'a', type: i })) }),
      'invalidValue',
    ],
    ['operations', change(...many(60_000, () => ({ op: 'add', path: 'title' }))), 'tooLarge'],
    ['numbers', create({ 'urn:x:User': { list: many(1_500_000, () => 1) } }), 'tooLarge'],
    ['lists in lists', ['POST', '/Users', `[${'[[],[]],'.repeat(400_000)}[]]`], 'tooLarge'],
  ])('%s', async (_what, [method, target, body], code) => {
    expect(await ask(method, target, body)).toBe(code);
    await assertQuick(() => ask(method, target, body));
  });
});

describe('a query of the maximum length does not delay other requests', () => {
  const LONG = 60_000;
  it.each([
    ['filter', 'a', 'invalidFilter'],
    ['filter', '%5B', 'invalidFilter'],
    ['attributes', '%5B', 'invalidValue'],
    ['attributes', 'a,', 'invalidValue'],
    ['excludedAttributes', 'a,', 'invalidValue'],
    ['sortBy', '%5B', 'invalidValue'],
    ['unknown', '%5B', '200'],
  ])('%s=%s…', async (name, piece, code) => {
    const target = `/Users?${name}=${piece.repeat(LONG / piece.length)}`;
    expect(await ask('GET', target)).toBe(code);
    await assertQuick(() => ask('GET', target));
  });
});
