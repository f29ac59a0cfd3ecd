import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import type { WireRequest } from '../../../../mappers/rewriting/quirk.ts';
import { ALIAS_CASES } from './aliasCases.ts';
import { FILTER_OPERAND_CASES } from './filterOperandCases.ts';
import { PATCH_OPERATION_CASES } from './patchOperationCases.ts';
import { SCHEMA_URN_CASES } from './schemaUrnCases.ts';
import { SCIM_11_CASES } from './scim11Cases.ts';
import { VALUE_FORM_CASES } from './valueFormCases.ts';
import { VALUE_TYPE_CASES } from './valueTypeCases.ts';
import { CORE, ENTERPRISE, list, patch, resource, type QuirkCase } from './wireRequests.ts';

const quirks = await loadQuirks();

/** The request as plain JSON, so that prototype-less objects compare as objects. */
const plain = ({ body, filter }: WireRequest): unknown =>
  JSON.parse(JSON.stringify({ body: body ?? null, filter: filter ?? null }));

function rewrite(name: string, request: WireRequest): WireRequest {
  const quirk = quirks.get(name);
  if (quirk === undefined) throw new Error(`no quirk ${name}`);
  return quirk.rewrite(request);
}

const CASES: readonly QuirkCase[] = [
  ...ALIAS_CASES,
  ...SCHEMA_URN_CASES,
  ...SCIM_11_CASES,
  ...PATCH_OPERATION_CASES,
  ...VALUE_FORM_CASES,
  ...VALUE_TYPE_CASES,
  ...FILTER_OPERAND_CASES,
];

describe('quirks', () => {
  it.each(CASES)('%s: %s', (name, _what, wire, strict) => {
    expect(plain(rewrite(name, wire))).toEqual(plain(strict));
  });

  it.each([...quirks.keys()])('%s is tested here and is in the generic preset', (name) => {
    expect(CASES.map(([quirk]) => quirk)).toContain(name);
    expect(findPreset('generic')?.quirks).toContain(name);
  });

  it.each([...quirks.values()])('$name names its clients, an example and its meaning', (quirk) => {
    const { clients, wire, meaning, seen } = quirk;
    expect(clients.length).toBeGreaterThan(0);
    expect(wire).not.toBe('');
    expect(meaning).toMatch(/\.$/);
    expect(seen).toMatch(/^20\d\d-\d\d$/);
  });

  const strictRequests = [
    resource({
      schemas: [CORE, ENTERPRISE],
      userName: 'a',
      active: true,
      emails: [{ value: 'a@b.c', primary: true }],
      [ENTERPRISE]: { manager: { value: '1' }, department: 'x' },
      'urn:acme:2.0:User': { tag: 't', n: 1, b: false },
    }),
    patch({ op: 'replace', path: 'name.givenName', value: 'x' }, { op: 'add', value: { title: 't' } }),
    list('userName eq "a b" and (active eq true or not (emails[type eq "work" and value co "@x"]))'),
  ];

  it.each([...quirks.keys()])('%s returns a strict request as the same object', (name) => {
    for (const request of strictRequests) expect(rewrite(name, request)).toBe(request);
  });

  it.each([...quirks.keys()])('%s returns a request without a body as the same object', (name) => {
    for (const request of [resource(null), patch()]) {
      const withoutBody = { ...request, body: undefined };
      expect(rewrite(name, withoutBody)).toBe(withoutBody);
    }
  });

  it.each([...quirks.keys()])('%s accepts bodies of any shape', (name) => {
    for (const body of [
      null,
      1,
      'x',
      [],
      {},
      { Operations: 1 },
      { Operations: [null, 1, {}] },
      { schemas: 7 },
    ]) {
      expect(() => rewrite(name, { ...patch(), body })).not.toThrow();
      expect(() => rewrite(name, resource(body))).not.toThrow();
    }
  });
});
