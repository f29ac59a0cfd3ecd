import type { MistakeCode } from '../../../../documents/codes.ts';
import { ACME, CORE, group, MOBILE, ofGroups, ofUsers, user } from './mistakes.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('the path of a row', () => {
  it.each<[code: MistakeCode, paths: readonly string[]]>([
    [
      'unknownPath',
      [
        ...['', 'a b', 'title[', '__proto__', 'emails[type eq work].value', `${MOBILE}.x`],
        ...['titel', 'name.givenNam', 'title.x', 'shoeSize', 'members', `${ENTERPRISE}:departmnt`],
        ...['enterprize:2.0', 'enterprise:1.0'].map((name) =>
          ENTERPRISE.replace('enterprise:2.0', name).concat(':department'),
        ),
        ...['urn:acme:tag', `${ACME}:tag.sub`, `${ACME}.tag`, `${ENTERPRISE}:shoeSize`],
        ...['emails[type eq "work"].vale', 'emails[type eq "work"].shoeSize', 'emails[tpe eq "work"].value'],
        `${ACME}:list[type eq "x"].value`,
      ],
    ],
    [
      'unmappable',
      [
        ...['name', `${ENTERPRISE}:manager`, ENTERPRISE, ACME],
        ...['id', 'meta', 'meta.created', 'schemas', 'groups', 'groups.value', 'password'],
        `${ENTERPRISE}:manager.displayName`,
        ...['name[type eq "x"].givenName', 'title[type eq "x"].value'],
        ...['emails[type eq "work"]', 'emails.value', 'emails.value[type eq "work"]'],
        ...['emails[type ne "work"].value', 'emails[type pr].value', 'emails[value eq "x"].value'],
        ...['emails[type eq "work" or type eq "home"].value', 'emails[not (type eq "work")].value'],
        'addresses[locality sw "B"].country',
      ],
    ],
  ])('is refused with %s', (code, paths) => {
    for (const scim of paths) {
      expect([scim, ...ofUsers({ scim, keycloak: 'attributes.x' })]).toEqual([
        scim,
        ...user(`${code} /scim`),
      ]);
    }
  });

  it.each([
    ...[`${ACME}:tag`, 'urn:acme:2.0:User:tag', `${CORE}:title`, 'TITLE', `${ENTERPRISE}:DIVISION`],
    ...[MOBILE, 'emails[type eq "work" and primary eq true].value', 'emails[primary eq true].display'],
    'addresses[type eq "work"].locality',
  ])('may be %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual([]);
  });

  it.each<[scim: string, code: MistakeCode]>([
    ['title', 'unknownPath'],
    ['name.givenName', 'unknownPath'],
    ['displayNam', 'unknownPath'],
    ['members', 'unmappable'],
    ['members[type eq "User"].value', 'unmappable'],
  ])('of groups: %s is refused', (scim, code) => {
    expect(ofGroups({ scim, keycloak: 'attributes.x' })).toEqual(group(`${code} /scim`));
  });
});
