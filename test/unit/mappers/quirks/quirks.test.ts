import type { Json } from '../../../../scim/json.ts';
import type { ResourceType } from '../../../../scim/schema/types.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileAliases } from '../../../../mappers/rewriting/aliases.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import type { WireRequest } from '../../../../mappers/rewriting/quirk.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const OLD_ENTERPRISE = 'urn:scim:schemas:extension:enterprise:1.0';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const resource = (body: Json): WireRequest => ({
  method: 'POST',
  type: USER_TYPE,
  message: 'resource',
  body,
  filter: undefined,
});
const patch = (...operations: Json[]): WireRequest => ({
  method: 'PATCH',
  type: USER_TYPE,
  message: 'patch',
  body: { schemas: [PATCH], Operations: operations },
  filter: undefined,
});
/** A PATCH with a body of any kind. */
const patched = (body: Json): WireRequest => ({ ...patch(), body });
const list = (filter: string): WireRequest => ({
  method: 'GET',
  type: USER_TYPE,
  message: 'none',
  body: undefined,
  filter,
});

const [TITLE] = USER_TYPE.schema.attributes.filter(({ name }) => name === 'title');
/** Users with an attribute that is a number. */
const NUMBERED_TYPE: ResourceType = {
  ...USER_TYPE,
  schema: {
    ...USER_TYPE.schema,
    attributes: [
      ...USER_TYPE.schema.attributes,
      ...(TITLE === undefined ? [] : [{ ...TITLE, name: 'floor', type: 'integer' as const }]),
    ],
  },
};

const quirks = await loadQuirks();

/** The request as plain JSON, so that prototype-less objects compare as objects. */
const plain = ({ body, filter }: WireRequest): unknown =>
  JSON.parse(JSON.stringify({ body: body ?? null, filter: filter ?? null }));

function rewrite(name: string, request: WireRequest): WireRequest {
  const quirk = quirks.get(name);
  if (quirk === undefined) throw new Error(`no quirk ${name}`);
  return quirk.rewrite(request);
}

/** Requests of a realm whose rows have other names for attributes. */
const ROWS: readonly Row[] = [
  { scim: 'userName', keycloak: 'username', aliases: ['userPrincipalName'] },
  { scim: 'active', keycloak: 'enabled', aliases: [{ name: 'isSoftDeleted', transform: 'not' }] },
  { scim: 'name.familyName', keycloak: 'lastName', aliases: ['surName'] },
  { scim: 'emails', keycloak: 'attributes.scim.emails', principal: 'email', aliases: ['email'] },
  {
    scim: 'phoneNumbers[type eq "mobile"].value',
    keycloak: 'attributes.mobile',
    aliases: ['mobile'],
  },
  { scim: `${ENTERPRISE}:costCenter`, keycloak: 'attributes.costCenter', aliases: ['kst'] },
];
const aliased = (request: WireRequest): WireRequest => ({
  ...request,
  aliases: compileAliases(ROWS, USER_TYPE),
});

const CASES: readonly [quirk: string, what: string, wire: WireRequest, strict: WireRequest][] = [
  [
    'aliases',
    'in a resource: core, in the opposite sense, parts of a name, principal e-mail, element, extension',
    aliased(
      resource({
        USERPRINCIPALNAME: 'ann',
        isSoftDeleted: 'True',
        surName: 'Lee',
        email: 'a@x',
        mobile: '+1',
        kst: '7',
      }),
    ),
    resource({
      userName: 'ann',
      active: false,
      name: { familyName: 'Lee' },
      emails: [{ value: 'a@x', type: 'work', primary: true }],
      phoneNumbers: [{ type: 'mobile', value: '+1' }],
      [ENTERPRISE]: { costCenter: '7' },
    }),
  ],
  [
    'aliases',
    'beside the attribute itself, which counts',
    aliased(
      resource({
        userPrincipalName: 'other',
        userName: 'ann',
        email: 'b@x',
        emails: [{ value: 'a@x' }],
        surName: 'Other',
        name: { givenName: 'Ann', FAMILYNAME: 'Lee' },
        mobile: '+2',
        phoneNumbers: [{ type: 'mobile', value: '+1' }, { value: '+3' }],
      }),
    ),
    resource({
      userName: 'ann',
      emails: [{ value: 'a@x' }],
      name: { givenName: 'Ann', FAMILYNAME: 'Lee' },
      phoneNumbers: [{ type: 'mobile', value: '+1' }, { value: '+3' }],
    }),
  ],
  [
    'aliases',
    'with and without a path',
    aliased(
      patch(
        { op: 'Replace', path: 'isSoftDeleted', value: false },
        { op: 'remove', path: 'email' },
        { op: 'add', value: { title: 'Chief', userPrincipalName: 'ann', mobile: '+1' } },
        { op: 'add', path: 'email', value: [{ value: 'a@x' }] },
      ),
    ),
    patch(
      { op: 'Replace', path: 'active', value: true },
      { op: 'remove', path: 'emails[primary eq true].value' },
      { op: 'add', value: { title: 'Chief' } },
      { op: 'add', path: 'userName', value: 'ann' },
      { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1' },
      { op: 'add', path: 'emails', value: [{ value: 'a@x' }] },
    ),
  ],
  [
    'aliases',
    'in filters, outside of brackets',
    aliased(
      list(
        'userPrincipalName eq "a" and (isSoftDeleted eq true or email co "x") and emails[email eq "y"] and surName pr',
      ),
    ),
    list(
      'userName eq "a" and (active eq false or emails.value co "x") and emails[email eq "y"] and name.familyName pr',
    ),
  ],
  [
    'operation-names',
    'capital letters and blanks',
    patch({ op: 'Replace', path: 'title', value: 'x' }, { OP: 'ADD ', path: 'title', value: 'x' }),
    patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'add', path: 'title', value: 'x' }),
  ],
  ['missing-schemas', 'of a user', resource({ userName: 'a' }), resource({ userName: 'a', schemas: [CORE] })],
  [
    'missing-schemas',
    'null or empty',
    resource({ schemas: null, userName: 'a' }),
    resource({ schemas: [CORE], userName: 'a' }),
  ],
  [
    'missing-schemas',
    'of a PATCH',
    { ...patch(), body: { Operations: [] } },
    { ...patch(), body: { Operations: [], schemas: [PATCH] } },
  ],
  ['empty-operations', 'no operation', patch(), patch({ op: 'replace', value: {} })],
  [
    'empty-operations',
    'left out',
    patched({ schemas: [PATCH] }),
    patched({ schemas: [PATCH], Operations: [{ op: 'replace', value: {} }] }),
  ],
  [
    'empty-operations',
    'null',
    patched({ schemas: [PATCH], Operations: null }),
    patched({ schemas: [PATCH], Operations: [{ op: 'replace', value: {} }] }),
  ],
  [
    'empty-operations',
    'left out beside an attribute, which may be meant: it is refused',
    patched({ schemas: [PATCH], title: 'x' }),
    patched({ schemas: [PATCH], title: 'x' }),
  ],
  [
    'resource-in-patch',
    'a part of a user',
    patched({ schemas: [CORE], id: '1', title: 'x', meta: {} }),
    patch({ op: 'replace', value: { id: '1', title: 'x' } }),
  ],
  [
    'resource-in-patch',
    'a part of a user without schemas',
    patched({ active: false, id: '1' }),
    patch({ op: 'replace', value: { active: false, id: '1' } }),
  ],
  [
    'resource-in-patch',
    'a body that has no attribute of the resource stays, to be refused',
    patched({ op: 'replace', path: 'active', value: false }),
    patched({ op: 'replace', path: 'active', value: false }),
  ],
  [
    'resource-in-patch',
    'a resource of another kind stays, to be refused',
    patched({ schemas: [GROUP_TYPE.schema.id], displayName: 'x' }),
    patched({ schemas: [GROUP_TYPE.schema.id], displayName: 'x' }),
  ],
  [
    'scim-1.1',
    'in a resource: the names of schemas, and the id of the manager',
    resource({
      schemas: ['urn:scim:schemas:core:1.0', OLD_ENTERPRISE],
      userName: 'a',
      [OLD_ENTERPRISE]: { manager: { managerId: '1' }, department: 'x' },
    }),
    resource({
      schemas: [CORE, ENTERPRISE],
      userName: 'a',
      [ENTERPRISE]: { manager: { value: '1' }, department: 'x' },
    }),
  ],
  [
    'scim-1.1',
    'in a PATCH: attributes to remove, elements to remove, the rest',
    patched({
      schemas: ['urn:scim:schemas:core:1.0'],
      id: '1',
      title: 'x',
      emails: [{ value: 'a@x', operation: 'Delete' }, { value: 'b@x' }],
      addresses: [{ type: 'work', country: 'DE', operation: 'delete' }],
      meta: { attributes: ['nickName', `${OLD_ENTERPRISE}.department`] },
    }),
    patch(
      { op: 'remove', path: 'nickName' },
      { op: 'remove', path: `${ENTERPRISE}:department` },
      { op: 'remove', path: 'emails[value eq "a@x"]' },
      { op: 'remove', path: 'addresses[type eq "work" and country eq "DE"]' },
      { op: 'add', value: { title: 'x', emails: [{ value: 'b@x' }] } },
    ),
  ],
  [
    'scim-1.1',
    'in a PATCH: members to remove',
    patched({
      schemas: ['urn:scim:schemas:core:1.0'],
      members: [{ value: '1', operation: 'delete' }, { value: '2' }],
    }),
    patch(
      { op: 'remove', path: 'members', value: [{ value: '1' }] },
      { op: 'add', value: { members: [{ value: '2' }] } },
    ),
  ],
  [
    'enterprise-urn-spelling',
    'in a resource',
    resource({
      schemas: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': { department: 'x' },
    }),
    resource({ schemas: [ENTERPRISE], [ENTERPRISE]: { department: 'x' } }),
  ],
  [
    'enterprise-urn-spelling',
    'in a path',
    patch({
      op: 'add',
      path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department',
      value: 'x',
    }),
    patch({ op: 'add', path: `${ENTERPRISE}:department`, value: 'x' }),
  ],
  [
    'pathless-keys',
    'dotted, filtered and prefixed keys',
    patch({
      op: 'replace',
      value: {
        displayName: 'd',
        'name.givenName': 'g',
        'emails[type eq "work"].value': 'e',
        [`${ENTERPRISE}:employeeNumber`]: '7',
        [ENTERPRISE]: { department: 'x' },
        'urn:acme:2.0:User': { tag: 't' },
      },
    }),
    patch(
      {
        op: 'replace',
        value: { displayName: 'd', [ENTERPRISE]: { department: 'x' }, 'urn:acme:2.0:User': { tag: 't' } },
      },
      { op: 'replace', path: 'name.givenName', value: 'g' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'e' },
      { op: 'replace', path: `${ENTERPRISE}:employeeNumber`, value: '7' },
    ),
  ],
  [
    'unprefixed-extension',
    'in a path',
    patch({ op: 'add', path: 'manager', value: '42' }, { op: 'remove', path: 'manager.value' }),
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: '42' },
      { op: 'remove', path: `${ENTERPRISE}:manager.value` },
    ),
  ],
  [
    'unprefixed-extension',
    'at the top of a resource, where the extension says otherwise already',
    resource({ department: 'a', costCenter: 'c', [ENTERPRISE]: { department: 'b' } }),
    resource({ [ENTERPRISE]: { department: 'b', costCenter: 'c' } }),
  ],
  [
    'unprefixed-extension',
    'in the value of an operation without a path',
    patch({ op: 'replace', value: { department: 'a', title: 't' } }),
    patch({ op: 'replace', value: { title: 't', [ENTERPRISE]: { department: 'a' } } }),
  ],
  [
    'unprefixed-extension',
    'in a filter',
    list('id eq "manager" and manager eq "department eq" or emails[department eq "x"]'),
    list(`id eq "manager" and ${ENTERPRISE}:manager eq "department eq" or emails[department eq "x"]`),
  ],
  [
    'bare-elements',
    'a list as its only element, elements as bare values',
    resource({ emails: 'a@b.c', phoneNumbers: { value: '1' }, roles: ['x', { value: 'y' }], ims: null }),
    resource({
      emails: [{ value: 'a@b.c' }],
      phoneNumbers: [{ value: '1' }],
      roles: [{ value: 'x' }, { value: 'y' }],
      ims: null,
    }),
  ],
  [
    'bare-elements',
    'no booleans, which are meant for a part such as primary',
    patch(
      { op: 'replace', path: 'phoneNumbers', value: 'true' },
      { op: 'add', path: 'emails', value: ['False'] },
    ),
    patch(
      { op: 'replace', path: 'phoneNumbers', value: ['true'] },
      { op: 'add', path: 'emails', value: ['False'] },
    ),
  ],
  [
    'value-of-single',
    'a value that is replaced: the old one is removed after the new one was added',
    patch(
      { op: 'add', path: 'title', value: 'Boss' },
      { op: 'remove', path: 'title[value eq "Buyer"]', value: 'Buyer' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'remove', path: `${ENTERPRISE}:department[value eq "R[D]"]` },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
      { op: 'remove', path: 'name.givenName[value eq "Anna"]' },
    ),
    patch(
      { op: 'add', path: 'title', value: 'Boss' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
    ),
  ],
  [
    'value-of-single',
    'a value that is removed',
    patch(
      { op: 'remove', path: `${CORE}:title[value eq "Buyer"]`, value: 'Buyer' },
      { op: 'remove', path: 'name.givenName[ VALUE EQ "Ann" ]' },
      { op: 'remove', path: `${ENTERPRISE}:manager[value eq "42"]` },
    ),
    patch(
      { op: 'remove', path: `${CORE}:title` },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: `${ENTERPRISE}:manager` },
    ),
  ],
  [
    'value-of-single',
    'no lists, no other filters, no other operations',
    patch(
      { op: 'remove', path: 'emails[value eq "a@b.c"]' },
      { op: 'remove', path: 'emails.value[value eq "a@b.c"]' },
      { op: 'remove', path: 'title[value ne "x"]' },
      { op: 'remove', path: 'title[value eq "x" or value eq "y"]' },
      { op: 'replace', path: 'title[value eq "x"]', value: 'y' },
      { op: 'remove', path: 'urn:acme:User:tag[value eq "x"]' },
    ),
    patch(
      { op: 'remove', path: 'emails[value eq "a@b.c"]' },
      { op: 'remove', path: 'emails.value[value eq "a@b.c"]' },
      { op: 'remove', path: 'title[value ne "x"]' },
      { op: 'remove', path: 'title[value eq "x" or value eq "y"]' },
      { op: 'replace', path: 'title[value eq "x"]', value: 'y' },
      { op: 'remove', path: 'urn:acme:User:tag[value eq "x"]' },
    ),
  ],
  [
    'value-under-name',
    'members under "members" once more',
    {
      ...patch(
        { op: 'add', path: 'members', value: { members: [{ value: '1' }] } },
        { op: 'remove', path: 'members', value: { Members: [{ value: '1' }] } },
      ),
      type: GROUP_TYPE,
    },
    {
      ...patch(
        { op: 'add', path: 'members', value: [{ value: '1' }] },
        { op: 'remove', path: 'members', value: [{ value: '1' }] },
      ),
      type: GROUP_TYPE,
    },
  ],
  [
    'value-under-name',
    'nothing else',
    patch(
      { op: 'add', path: 'emails', value: { value: 'a@b.c' } },
      { op: 'add', path: 'emails', value: { emails: [], type: 'work' } },
      { op: 'remove', path: 'emails', value: { emails: null } },
      { op: 'remove', path: 'emails', value: { emails: '' } },
      { op: 'remove', path: 'emails', value: {} },
      { op: 'add', value: { emails: [{ value: 'a@b.c' }] } },
      { op: 'add', path: 'emails[type eq "work"].value', value: { value: 'a@b.c' } },
    ),
    patch(
      { op: 'add', path: 'emails', value: { value: 'a@b.c' } },
      { op: 'add', path: 'emails', value: { emails: [], type: 'work' } },
      { op: 'remove', path: 'emails', value: { emails: null } },
      { op: 'remove', path: 'emails', value: { emails: '' } },
      { op: 'remove', path: 'emails', value: {} },
      { op: 'add', value: { emails: [{ value: 'a@b.c' }] } },
      { op: 'add', path: 'emails[type eq "work"].value', value: { value: 'a@b.c' } },
    ),
  ],
  [
    'bare-elements',
    'members of a group',
    { ...patch({ op: 'add', path: 'members', value: ['1', '2'] }), type: GROUP_TYPE },
    { ...patch({ op: 'add', path: 'members', value: [{ value: '1' }, { value: '2' }] }), type: GROUP_TYPE },
  ],
  [
    'manager-forms',
    'bare, listed, empty',
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: '42' },
      { op: 'add', path: `${ENTERPRISE}:manager`, value: [{ $ref: 'x', value: '42' }] },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '' } },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: '' },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: [] },
    ),
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: '42' } },
      { op: 'add', path: `${ENTERPRISE}:manager`, value: { $ref: 'x', value: '42' } },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
    ),
  ],
  [
    'roles-in-text',
    'an app role as JSON text',
    patch({
      op: 'add',
      path: 'roles',
      value: [{ value: '{"id":"1","value":"25","displayName":"Auditor"}' }],
    }),
    patch({ op: 'add', path: 'roles', value: [{ value: '25', display: 'Auditor' }] }),
  ],
  [
    'roles-in-text',
    'text that only looks like it',
    patch({ op: 'add', path: 'roles', value: [{ value: '{not json' }, { value: '{"a":1}' }] }),
    patch({ op: 'add', path: 'roles', value: [{ value: '{not json' }, { value: '{"a":1}' }] }),
  ],
  [
    'text-booleans',
    'in values, not in text attributes',
    resource({ active: 'False', title: 'True', emails: [{ value: 'a', primary: 'true' }] }),
    resource({ active: false, title: 'True', emails: [{ value: 'a', primary: true }] }),
  ],
  [
    'text-booleans',
    'in paths and their values',
    patch(
      { op: 'add', path: 'roles[primary eq "True"].value', value: 'True' },
      { op: 'replace', path: 'active', value: 'TRUE' },
    ),
    patch(
      { op: 'add', path: 'roles[primary eq true].value', value: 'True' },
      { op: 'replace', path: 'active', value: true },
    ),
  ],
  [
    'text-booleans',
    'in filters, not in text attributes',
    list('active eq "True" and title eq "True" and emails[primary ne "False"]'),
    list('active eq true and title eq "True" and emails[primary ne false]'),
  ],
  [
    'numbers-for-text',
    'numbers and booleans in text attributes',
    resource({ title: 7, active: true, [ENTERPRISE]: { employeeNumber: 4711 } }),
    resource({ title: '7', active: true, [ENTERPRISE]: { employeeNumber: '4711' } }),
  ],
  [
    'empty-text',
    'empty optional attributes, not required ones',
    resource({ userName: '', title: '', name: { givenName: '' }, emails: [{ value: '', type: 'work' }] }),
    resource({
      userName: '',
      title: null,
      name: { givenName: null },
      emails: [{ value: null, type: 'work' }],
    }),
  ],
  [
    'empty-text',
    'not what a remove lists: it would empty the whole list',
    { ...patch({ op: 'remove', path: 'members', value: '' }), type: GROUP_TYPE },
    { ...patch({ op: 'remove', path: 'members', value: '' }), type: GROUP_TYPE },
  ],
  [
    'empty-text',
    'not what replaces the members of a group: it would put everybody out',
    { ...patch({ op: 'replace', path: 'members', value: '' }), type: GROUP_TYPE },
    { ...patch({ op: 'replace', path: 'members', value: '' }), type: GROUP_TYPE },
  ],
  [
    'empty-text',
    'the members that a new group begins with',
    { ...resource({ displayName: 'x', members: '' }), type: GROUP_TYPE },
    { ...resource({ displayName: 'x', members: null }), type: GROUP_TYPE },
  ],
  [
    'bare-elements',
    'not a text in the place of all members, which may be no id',
    { ...patch({ op: 'replace', path: 'members', value: 'all' }), type: GROUP_TYPE },
    { ...patch({ op: 'replace', path: 'members', value: 'all' }), type: GROUP_TYPE },
  ],
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
    ([sent = '', read = '']) =>
      ['other-quotes', `in a filter: ${sent}`, list(sent), list(read)] as (typeof CASES)[number],
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
    ([sent = '', read = '']) =>
      ['unquoted-phrases', sent.slice(0, 60), list(sent), list(read)] as (typeof CASES)[number],
  ),
  [
    'colon-after-urn',
    'of a known and an unknown extension',
    patch(
      { op: 'add', path: `${ENTERPRISE}:`, value: { department: 'x' } },
      { op: 'remove', path: 'urn:acme:2.0:User:' },
      { op: 'remove', path: 'title:' },
    ),
    patch(
      { op: 'add', path: ENTERPRISE, value: { department: 'x' } },
      { op: 'remove', path: 'urn:acme:2.0:User' },
      { op: 'remove', path: 'title:' },
    ),
  ],
  [
    'colon-after-urn',
    'in a filter, not in a text',
    list(`${ENTERPRISE}: pr and title eq "${ENTERPRISE}:"`),
    list(`${ENTERPRISE} pr and title eq "${ENTERPRISE}:"`),
  ],
  [
    'list-of-one',
    'without a path, for an element, for a value, for an object',
    patch(
      { op: 'replace', value: [{ title: 'Chief' }] },
      { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'a@x' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x'] },
      { op: 'replace', path: 'active', value: [false] },
      { op: 'add', path: 'name', value: [{ givenName: 'Ann' }] },
      { op: 'add', value: { title: ['Chief'], emails: [{ value: ['a@x'] }] } },
    ),
    patch(
      { op: 'replace', value: { title: 'Chief' } },
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'a@x' } },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x' },
      { op: 'replace', path: 'active', value: false },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
      { op: 'add', value: { title: 'Chief', emails: [{ value: 'a@x' }] } },
    ),
  ],
  [
    'list-of-one',
    'not lists of none, of several or of null, and not what is a list',
    patch(
      { op: 'replace', value: [{ title: 'Chief' }, { title: 'Clerk' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x', 'b@x'] },
      { op: 'replace', path: 'active', value: [null] },
      { op: 'replace', path: 'title', value: [] },
      { op: 'add', path: 'emails', value: [{ value: 'a@x' }] },
    ),
    patch(
      { op: 'replace', value: [{ title: 'Chief' }, { title: 'Clerk' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x', 'b@x'] },
      { op: 'replace', path: 'active', value: [null] },
      { op: 'replace', path: 'title', value: [] },
      { op: 'add', path: 'emails', value: [{ value: 'a@x' }] },
    ),
  ],
  [
    'text-numbers',
    'in a search',
    { ...resource({ startIndex: '1', COUNT: ' 10 ', filter: '7', sortBy: 'x' }), message: 'search' },
    { ...resource({ startIndex: 1, COUNT: 10, filter: '7', sortBy: 'x' }), message: 'search' },
  ],
  [
    'text-numbers',
    'not what is no number',
    { ...resource({ startIndex: '1; 2', count: 'ten' }), message: 'search' },
    { ...resource({ startIndex: '1; 2', count: 'ten' }), message: 'search' },
  ],
  [
    'text-numbers',
    'in attributes that are numbers',
    { ...resource({ floor: '7', title: '7' }), type: NUMBERED_TYPE },
    { ...resource({ floor: 7, title: '7' }), type: NUMBERED_TYPE },
  ],
  [
    'core-under-urn',
    'beside attributes at the top, which count',
    resource({ schemas: [CORE], userName: 'ann', [CORE]: { username: 'other', active: false }, title: 'x' }),
    resource({ schemas: [CORE], userName: 'ann', title: 'x', active: false }),
  ],
  [
    'core-under-urn',
    'not the URN of another kind, and not what is no object',
    resource({ [CORE]: 'x', 'urn:ietf:params:scim:schemas:core:2.0:Group': { displayName: 'x' } }),
    resource({ [CORE]: 'x', 'urn:ietf:params:scim:schemas:core:2.0:Group': { displayName: 'x' } }),
  ],
  [
    'unquoted-operands',
    'inside paths',
    patch({ op: 'remove', path: 'emails[type eq work]' }),
    patch({ op: 'remove', path: 'emails[type eq "work"]' }),
  ],
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
