import { GROUP_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { list, patch, type QuirkCase } from './wireRequests.ts';

/** Operands of filters without quotes, or with others than the standard has. */
export const FILTER_OPERAND_CASES: readonly QuirkCase[] = [
  [
    'unquoted-operands',
    'not other quotes in a path: they would be taken for a part of the text',
    { ...patch({ op: 'remove', path: "members[value eq 'x']" }), type: GROUP_TYPE },
    { ...patch({ op: 'remove', path: "members[value eq 'x']" }), type: GROUP_TYPE },
  ],
  [
    'unquoted-operands',
    'words, numbers in text attributes, and what is right already',
    list('externalId eq jyoung and userName eq 42 or (active eq true and title eq "a b")'),
    list('externalId eq "jyoung" and userName eq "42" or (active eq true and title eq "a b")'),
  ],
  [
    'unquoted-operands',
    'not numbers with which an attribute of an undeclared extension is compared: they are right already',
    list('urn:acme:2.0:User:level gt 2 and urn:acme:2.0:User:unit eq sales'),
    list('urn:acme:2.0:User:level gt 2 and urn:acme:2.0:User:unit eq "sales"'),
  ],
  [
    'unquoted-operands',
    'operands that look like operators',
    list('title eq eq and nickName pr'),
    list('title eq "eq" and nickName pr'),
  ],
  [
    'unquoted-operands',
    'what is no word stays, to be refused',
    list('userName eq "x'),
    list('userName eq "x'),
  ],
  [
    'unquoted-operands',
    'objects stay, to be refused',
    list('userName eq {} or title eq {"a":1}'),
    list('userName eq {} or title eq {"a":1}'),
  ],
  [
    'unquoted-operands',
    'not other quotes in a filter: the text would match nobody',
    list("userName eq 'ann and title eq ‘x"),
    list("userName eq 'ann and title eq ‘x"),
  ],
  [
    'unquoted-operands',
    'inside paths',
    patch({ op: 'remove', path: 'emails[type eq work]' }),
    patch({ op: 'remove', path: 'emails[type eq "work"]' }),
  ],
  ...[
    ["userName eq 'ann'", 'userName eq "ann"'],
    ["userName Eq 'ann smith' and (title ne 'x')", 'userName Eq "ann smith" and (title ne "x")'],
    ["name.familyName eq 'O'Neil'", 'name.familyName eq "O\'Neil"'],
    ["name.familyName eq 'O\\'Neil'", 'name.familyName eq "O\'Neil"'],
    ["userName eq 'CORP\\ann'", 'userName eq "CORP\\\\ann"'],
    ['title eq \'say "hi"\'', 'title eq "say \\"hi\\""'],
    ["title eq '' or title eq ' '", 'title eq "" or title eq " "'],
    ['displayName eq “Ann Lee”', 'displayName eq "Ann Lee"'],
    ['displayName eq „Ann Lee“', 'displayName eq "Ann Lee"'],
    ['displayName eq ”Ann”', 'displayName eq "Ann"'],
    ['displayName eq «Ann»', 'displayName eq "Ann"'],
    ['displayName eq ‘Ann’ and title eq `x`', 'displayName eq "Ann" and title eq "x"'],
    ['emails[type eq ‘work’].value eq ‘a@x’', 'emails[type eq "work"].value eq "a@x"'],
    ["title eq \"eq 'x'\" and nickName eq O'Neil", "title eq \"eq 'x'\" and nickName eq O'Neil"],
    ["userName eq 'ann", "userName eq 'ann"],
    ["userName eq 'ann’s' x", "userName eq 'ann’s' x"],
  ].map(
    ([sent = '', read = '']) => ['other-quotes', `in a filter: ${sent}`, list(sent), list(read)] as QuirkCase,
  ),
  [
    'other-quotes',
    'in paths',
    {
      ...patch(
        { op: 'remove', path: "members[value eq 'x']" },
        { op: 'remove', path: 'members[value eq “x”]' },
      ),
      type: GROUP_TYPE,
    },
    {
      ...patch(
        { op: 'remove', path: 'members[value eq "x"]' },
        { op: 'remove', path: 'members[value eq "x"]' },
      ),
      type: GROUP_TYPE,
    },
  ],
  ...[
    ['displayName Eq Sales Team', 'displayName Eq "Sales Team"'],
    ['displayName Eq Sales and friends', 'displayName Eq "Sales and friends"'],
    ['displayName Eq Sales or not', 'displayName Eq "Sales or not"'],
    ['displayName Eq Sales (EU)', 'displayName Eq "Sales (EU)"'],
    ['displayName Eq (EU) [old]  Sales ', 'displayName Eq "(EU) [old]  Sales"'],
    ["displayName Eq O'Neil and Sons", 'displayName Eq "O\'Neil and Sons"'],
    ['displayName Eq Sales \\ EU', 'displayName Eq "Sales \\\\ EU"'],
    ['displayName Eq Sales', 'displayName Eq Sales'],
    ['displayName eq Sales and title eq Chief', 'displayName eq Sales and title eq Chief'],
    ['displayName eq Sales or active pr', 'displayName eq Sales or active pr'],
    ['displayName eq "Sales" Team', 'displayName eq "Sales" Team'],
    ["displayName eq 'Sales Team", "displayName eq 'Sales Team"],
    [`displayName eq ${'a '.repeat(200)}`, `displayName eq ${'a '.repeat(200)}`],
  ].map(
    ([sent = '', read = '']) => ['unquoted-phrases', sent.slice(0, 60), list(sent), list(read)] as QuirkCase,
  ),
];
