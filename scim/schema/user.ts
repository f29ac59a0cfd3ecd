import { binary, boolean, complex, list, reference, string } from './define.ts';
import type { Attribute, Schema } from './types.ts';

/** The sub-attributes that multi-valued attributes share (RFC 7643 §2.4). */
function plural(what: string, types: readonly string[], value: Attribute): readonly Attribute[] {
  return [
    value,
    string('display', `A name for the ${what}, for display only.`),
    string('type', `What kind of ${what} this is.`, types.length === 0 ? {} : { canonicalValues: types }),
    boolean('primary', `Whether this is the preferred ${what}; at most one is.`),
  ];
}

/** The core User schema (RFC 7643 §4.1). */
export const USER: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'A person of the realm.',
  attributes: [
    string('userName', 'The name the person signs in with; unique in the realm, whatever its case.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', "The parts of the person's name.", [
      string('formatted', 'The full name, ready for display.'),
      string('familyName', 'The family name.'),
      string('givenName', 'The given name.'),
      string('middleName', 'The middle names.'),
      string('honorificPrefix', 'Titles before the name, such as "Dr.".'),
      string('honorificSuffix', 'Suffixes of the name, such as "III".'),
    ]),
    string('displayName', 'The name to show for the person.'),
    string('nickName', 'The casual name of the person.'),
    reference('profileUrl', "The person's online profile.", ['external']),
    string('title', 'The job title.'),
    string('userType', 'The relation of the person to the organization, such as "Employee".'),
    string('preferredLanguage', 'Languages the person prefers, as in Accept-Language.'),
    string('locale', 'The locale for dates, numbers and currencies, such as "en-US".'),
    string('timezone', 'The time zone, such as "Europe/Berlin".'),
    boolean('active', 'Whether the person may sign in.', { required: true }),
    string('password', 'A new password; never returned.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    list(
      'emails',
      'E-mail addresses; the primary one, or else the first, is the address that Keycloak uses.',
      plural('address', ['work', 'home', 'other'], string('value', 'The e-mail address.')),
    ),
    list(
      'phoneNumbers',
      'Telephone numbers.',
      plural(
        'number',
        ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
        string('value', 'The telephone number.'),
      ),
    ),
    list('ims', 'Instant messaging addresses.', plural('address', [], string('value', 'The address.'))),
    list(
      'photos',
      'Pictures of the person.',
      plural('picture', ['photo', 'thumbnail'], reference('value', 'Where the picture is.', ['external'])),
    ),
    list('addresses', 'Postal addresses.', [
      string('formatted', 'The whole address, ready for display; may hold line breaks.'),
      string('streetAddress', 'Street, house number, post-office box.'),
      string('locality', 'City or town.'),
      string('region', 'State, province or region.'),
      string('postalCode', 'Postal code.'),
      string('country', 'Country.'),
      string('type', 'What kind of address this is.', { canonicalValues: ['work', 'home', 'other'] }),
      boolean('primary', 'Whether this is the preferred address; at most one is.'),
    ]),
    list(
      'groups',
      'Groups that the person belongs to; changed through the groups.',
      [
        string('value', 'The id of the group.', { caseExact: true, mutability: 'readOnly' }),
        reference('$ref', 'The URI of the group.', ['Group'], { mutability: 'readOnly' }),
        string('display', 'The name of the group.', { mutability: 'readOnly' }),
        string('type', 'Whether the membership is direct or through a nested group.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { mutability: 'readOnly', returned: 'request' },
    ),
    list(
      'entitlements',
      'Things the person has a right to.',
      plural('entitlement', [], string('value', 'The entitlement.')),
    ),
    list(
      'roles',
      'Roles of the person, as the provisioning client knows them.',
      plural('role', [], string('value', 'The role.')),
    ),
    list(
      'x509Certificates',
      'Certificates of the person.',
      plural('certificate', [], binary('value', 'The certificate, DER in Base64.')),
    ),
  ],
};
