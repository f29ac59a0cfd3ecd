import type { ConsoleMapper } from '../../../../mappers/console/consoleMappers.ts';
import type { RowChange } from '../../../../mappers/document/types.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { formatText } from '../../../../documents/text.ts';
import { ACME, mapper, quirks } from './attributeMappers.ts';

describe('mappers and a document', () => {
  it('the document changes the row of a mapper', () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [mapper('x', `${ACME}:x`), mapper('pos', 'title')],
      document: {
        file: 'acme.json',
        document: {
          user: [
            { scim: `${ACME}:x`, keycloak: 'attributes.elsewhere' },
            { scim: 'title', mirror: 'job' },
          ],
        },
      },
    });
    const { ownedAttributes } = profile.user.mapping;
    expect(['elsewhere', 'job'].filter((name) => !ownedAttributes.has(name))).toEqual([]);
    expect(['x', 'pos'].filter((name) => ownedAttributes.has(name))).toEqual([]);
  });

  it.each<[string, ConsoleMapper, RowChange, string[]]>([
    [
      'an attribute that a mapper wants as a mirror',
      mapper('pos', 'title'),
      { scim: 'nickName', keycloak: 'attributes.pos' },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. "title" is not stored there as well.'],
    ],
    [
      'an attribute that a mapper wants as a mirror, as a mirror',
      mapper('pos', 'title'),
      { scim: 'nickName', mirror: ['pos'] },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. "title" is not stored there as well.'],
    ],
    [
      'an attribute that a mapper wants for a row of its own',
      mapper('pos', `${ACME}:x`),
      { scim: 'nickName', keycloak: 'attributes.pos' },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. The mapper is passed over.'],
    ],
    [
      'a name that a mapper makes an alias',
      mapper('pos', 'title'),
      { scim: 'nickName', aliases: ['POS'] },
      [],
    ],
    ['the mirror that a mapper makes as well', mapper('pos', 'title'), { scim: 'title', mirror: 'pos' }, []],
  ])('the document has %s', (_name, one, change, told) => {
    const document = { file: 'acme.json', document: { user: [change] } };
    const { findings, user } = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [one],
      document,
    });
    expect(user.rows.find(({ scim }) => scim === change.scim)).toMatchObject(change);
    expect(
      findings.map(({ code, where, sentence }) =>
        [code, formatText(where), formatText(sentence)].join(' | '),
      ),
    ).toEqual(told);
  });

  it('the document removes the row of a mapper', () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [mapper('x', `${ACME}:x`)],
      document: { file: 'acme.json', document: { user: [{ scim: `${ACME}:x`, keycloak: null }] } },
    });
    expect(profile.user.mapping.ownedAttributes.has('x')).toBe(false);
  });
});

describe('a mapper and a row of a document that say the same', () => {
  it('are one row with one target', async () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks: await loadQuirks(),
      consoleMappers: [
        {
          name: 'pos',
          kind: 'oidc-usermodel-attribute-mapper',
          config: { 'user.attribute': 'pos', 'claim.name': 'title', 'jsonType.label': 'String' },
        },
      ],
      document: {
        document: { user: [{ scim: 'title', keycloak: 'attributes.pos' }] },
        file: 'acme.json',
      },
    });
    expect(profile.user.mapping.toKeycloak({ userName: 'ann', title: 'Chief' }).attributes).toEqual({
      pos: ['Chief'],
    });
    expect(profile.findings).toEqual([]);
  });
});
