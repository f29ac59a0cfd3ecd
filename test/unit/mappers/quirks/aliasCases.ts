import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileAliases } from '../../../../mappers/rewriting/aliases.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import type { WireRequest } from '../../../../mappers/rewriting/quirk.ts';
import { ENTERPRISE, list, patch, resource, type QuirkCase } from './wireRequests.ts';

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

/** Other names of attributes, which the rows of a realm give them. */
export const ALIAS_CASES: readonly QuirkCase[] = [
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
];
