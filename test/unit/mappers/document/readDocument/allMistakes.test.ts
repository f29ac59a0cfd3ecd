import { readDocument } from '../../../../../mappers/document/readDocument.ts';
import { inEnglish } from '../../../../../documents/text.ts';
import { linesOf, MEMBERS } from './mistakeLines.ts';

describe('all mistakes', () => {
  it('are reported together, each at its place', () => {
    const document = {
      users: [],
      user: [
        { scim: '', keycloak: 7, keycloack: 1 },
        { keycloak: 'attributes.a', transforms: ['nott', { case: 'x' }], mirror: 7, aliases: [7] },
      ],
      quirks: 'aliases',
      behaviours: { groups: 'x', password: 'keep' },
    };
    expect(linesOf(document).sort()).toEqual(
      [
        'acme.json#: There is no member "users". Did you mean "user"?',
        'acme.json#/user/0: There is no member "keycloack". Did you mean "keycloak"?',
        'acme.json#/user/0/scim: "scim" must not be empty.',
        'acme.json#/user/0/keycloak: "keycloak" takes a string or null, not a number.',
        'acme.json#/user/1: "scim" is missing.',
        'acme.json#/user/1/transforms/0: There is no transform "nott". Did you mean "not"?',
        'acme.json#/user/1/transforms/1: "case" does not take "x". For example { "case": "lower" }.',
        'acme.json#/user/1/mirror: "mirror" takes the name of a user attribute, or a list of names.',
        'acme.json#/user/1/aliases/0: An alias is a name, or an object with "name".',
        'acme.json#/quirks: "quirks" takes an array, not a string.',
        'acme.json#/behaviours/groups: "groups" is "request" or "default", not "x".',
        'acme.json#/behaviours/password: "password" is "store" or "ignore", not "keep".',
      ].sort(),
    );
  });

  it('have the place of the document in its file', () => {
    const { mistakes, document } = readDocument({ user: [{}], x: 1 }, 'scim.config', '/mapping');
    expect(document).toEqual({ user: [undefined] });
    expect(mistakes?.map(inEnglish)).toEqual([
      {
        file: 'scim.config',
        pointer: '/mapping',
        code: 'unknownMember',
        sentence: 'There is no member "x".',
        hint: MEMBERS,
      },
      {
        file: 'scim.config',
        pointer: '/mapping/user/0',
        code: 'missingMember',
        sentence: '"scim" is missing.',
        hint: undefined,
      },
    ]);
  });
});
