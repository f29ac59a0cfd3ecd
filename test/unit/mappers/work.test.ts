import { emptyObject, type Json, type JsonObject } from '../../../scim/json.ts';
import { compileProjection, readNames } from '../../../scim/projection.ts';
import { readResource } from '../../../scim/resource.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../mappers/profile.ts';
import { applyQuirks, type WireRequest } from '../../../mappers/rewriting/quirk.ts';
import { encodeRecords } from '../../../mappers/compile/records.ts';
import { patch as patchOf, user } from '../../support/scim/messages.ts';
import { assertLinear } from '../../support/load/quickly.ts';
import { readingFor } from '../scim/reading.ts';

const profile = compileProfile({ preset: 'generic', quirks: await loadQuirks() });
const { type, mapping } = profile.user;

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const extensions = (count: number) => Object.fromEntries(many(count, (i) => [`urn:x:${i}:User`, { a: 'b' }]));

const patch = (...operations: Json[]): Json => patchOf(...operations) as Json;

const wire = (request: Partial<WireRequest>): WireRequest => ({
  method: 'POST',
  type,
  message: 'none',
  body: undefined,
  filter: undefined,
  aliases: profile.user.aliases,
  ...request,
});

/** Case variants of a name: `a`, `A` … */
const spellings = (name: string, count: number): string[] =>
  many(count, (i) =>
    Array.from(name)
      .map((char, at) => ((i >> at) % 2 === 1 ? char.toUpperCase() : char.toLowerCase()))
      .join(''),
  );

describe('quirks take linear time for', () => {
  it.each<[string, number, (size: number) => Partial<WireRequest>]>([
    ['one word', 100_000, (n) => ({ filter: 'a'.repeat(n) })],
    ['one word and blanks', 100_000, (n) => ({ filter: `a${' '.repeat(n)}` })],
    ['quotes', 50_000, (n) => ({ filter: `"${'\\"'.repeat(n)}` })],
    ['open quotes', 25_000, (n) => ({ filter: '"a" "'.repeat(n) })],
    ['operands in other quotes', 5_000, (n) => ({ filter: many(n, () => "a eq 'b'").join(' or ') })],
    ['other quotes that never end', 20_000, (n) => ({ filter: "a eq '' ".repeat(n) })],
    ['blanks behind other quotes', 20_000, (n) => ({ filter: `a eq 'b${" '  x".repeat(n)}` })],
    ['an operand of many words', 50_000, (n) => ({ filter: `a eq${' b'.repeat(n)}` })],
    ['blanks between operator and operand', 100_000, (n) => ({ filter: `a eq${' '.repeat(n)}b` })],
    ['open brackets', 100_000, (n) => ({ filter: '['.repeat(n) })],
    ['truth values', 5_000, (n) => ({ filter: many(n, () => 'active eq "True"').join(' or ') })],
    ['a path of brackets', 100_000, (n) => pathOf('['.repeat(n))],
    ['a path of closing brackets', 100_000, (n) => pathOf(`a[${']'.repeat(n)}`)],
    ['a path of a word in brackets', 100_000, (n) => pathOf(`emails[${'a'.repeat(n)}].value`)],
    ['extensions', 2_500, (n) => ({ message: 'resource', body: user('ann', extensions(n)) })],
    [
      'spellings of an alias',
      1_000,
      (n) => ({
        message: 'resource',
        body: user('ann', {
          ...extensions(n),
          ...Object.fromEntries(spellings('userprincipalname', n).map((name) => [name, 'x'])),
        }),
      }),
    ],
    [
      'spellings of an attribute without its extension',
      1_000,
      (n) => ({
        message: 'resource',
        body: user('ann', {
          ...extensions(n),
          ...Object.fromEntries(spellings('employeenumber', n).map((name) => [name, 'x'])),
        }),
      }),
    ],
    [
      'operations',
      1_000,
      (n) => ({
        message: 'patch',
        body: patch(...many(n, () => ({ op: 'Add', path: 'title', value: 'x' }))),
      }),
    ],
  ])('%s', async (_what, size, request) => {
    await assertLinear((count) => {
      const sent = wire(request(count));
      return () => applyQuirks(profile.quirks, sent);
    }, size);
  });

  function pathOf(path: string): Partial<WireRequest> {
    return { message: 'patch', body: patch({ op: 'replace', path, value: 'x' }) };
  }
});

describe('reading and projection take linear time for', () => {
  it.each(['[', 'a,', '[a]', ']', '[],'])('attributes of %s', async (piece) => {
    await assertLinear((count) => () => readNames(piece.repeat(count)), 100_000);
  });

  it('a resource with many extensions', async () => {
    await assertLinear((count) => {
      const body = user('ann', extensions(count));
      return () => readResource(type, body, readingFor());
    }, 2_500);
  });

  it('a stored user with many extensions, shown with many names', async () => {
    const attributes = many(1_000, (i) => `urn:x:${i}:User:a`);
    await assertLinear((count) => {
      const records = Object.entries(extensions(count)).map(([urn, value]) => ({ urn, value }));
      const fields = { username: 'ann', attributes: { 'scim.extensions': encodeRecords(records) } };
      const projector = compileProjection(type, { attributes });
      return () => projector.show(mapping.toScim(fields));
    }, 2_500);
  });

  it('a page of users with many names', async () => {
    const resource: JsonObject = Object.assign(emptyObject(), user('ann', { title: 'x' }));
    const attributes = [...many(999, (i) => `no${i}`), 'title'];
    await assertLinear((count) => {
      const page = many(count, () => resource);
      return () => {
        const projector = compileProjection(type, { attributes });
        return page.map((user) => projector.show(user));
      };
    }, 250);
    const shown = compileProjection(type, { attributes }).show(resource);
    expect([shown.title, shown.userName]).toEqual(['x', undefined]);
  });
});
