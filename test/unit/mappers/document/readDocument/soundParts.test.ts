import { readDocument } from '../../../../../mappers/document/readDocument.ts';

describe('a document without mistakes', () => {
  it.each<[string, unknown]>([
    ['of nothing', {}],
    ['of empty members', { user: [], group: [], quirks: [], behaviours: {} }],
    ['of a preset', { name: 'acme', title: 'Acme', description: 'Acme HR.', extends: 'generic' }],
    ['with a schema for editors', { $schema: '../mapping.schema.json' }],
    ['that removes a row', { user: [{ scim: 'title', keycloak: null }] }],
    [
      'with every member of a row',
      {
        user: [
          {
            scim: 'emails',
            keycloak: 'attributes.mails',
            principal: 'email',
            direction: 'both',
            type: 'string',
            multiValued: true,
            description: 'Addresses.',
            aliases: ['mail', { name: 'off', transform: 'not' }, { name: 'on' }],
            mirror: ['a', 'b'],
            transforms: [],
            lookup: true,
            required: false,
            returned: 'always',
          },
          { scim: 'title', mirror: 'pos' },
        ],
      },
    ],
    [
      'with every transform',
      {
        group: [
          {
            scim: 'displayName',
            transforms: [
              'not',
              'trim',
              { case: 'lower' },
              { case: 'upper' },
              { join: ', ' },
              { split: ' ' },
              { table: { '': '' } },
              { constant: '' },
              { constant: 0 },
              { constant: false },
              { default: 'x' },
              { default: 1.5 },
              { default: true },
            ],
          },
        ],
      },
    ],
    [
      'with every behaviour',
      {
        behaviours: {
          unknownAttributes: 'reject',
          canonicalValues: 'enforce',
          unmatchedElement: 'noTarget',
          hollowElements: 'keep',
          unknownFilterAttributes: 'reject',
          refusedDeactivation: 'refuse',
          userPatchAnswer: 'empty',
          groupPatchAnswer: 'empty',
          unknownMembers: 'reject',
          password: 'ignore',
          groups: 'default',
        },
      },
    ],
  ])('%s', (_name, document) => {
    expect(readDocument(document, 'acme.json')).toEqual({ document });
  });
});

describe('the sound part of a document with mistakes', () => {
  it('has no mistakes; a row of which nothing is known leaves a hole', () => {
    const title = { scim: 'title' };
    const { document, uncertain } = readDocument(
      {
        extends: 'azure',
        user: [{ scim: 7 }, title, { scim: 'x', aliases: [{}] }],
        group: 7,
        quirks: ['a', 7],
        behaviours: { password: 'x' },
        other: 1,
      },
      'acme.json',
    );
    const rest = { scim: 'x' };
    expect(document).toEqual({
      extends: 'azure',
      user: [undefined, title, rest],
      quirks: ['a', undefined],
    });
    expect([...(uncertain ?? [])]).toEqual([[rest, new Set(['aliases'])]]);
  });

  it('is empty if the document is no object', () => {
    expect(readDocument([], 'acme.json').document).toEqual({});
  });
});
