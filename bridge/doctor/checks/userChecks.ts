import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import { leafOf } from '../../../mappers/check/rowCheck.ts';
import { readRowPath } from '../../../mappers/document/rowPath.ts';
import type { Profile } from '../../../mappers/profile.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import type { ProfileAttribute } from '../../keycloak/port/realm.ts';
import { lookupKeysOf } from '../../tenants/realmNeeds.ts';
import { check } from '../check.ts';
import type { Found } from '../finding.ts';
import { message } from '../../../documents/text.ts';

const userProfileOf = (attribute: string): string => `Realm settings > User profile > ${attribute}`;

/** The validators of a new realm's user profile, and what checks the form of a value only in name. */
const USUAL_VALIDATORS = [
  'username-prohibited-characters',
  'up-username-not-idn-homograph',
  'person-name-prohibited-characters',
  'email',
  'up-immutable-attribute',
];

/** The bounds of Keycloak itself. */
const USUAL_LENGTH = { min: 3, max: 255 };

/** Whether a validator refuses more than those of a new realm do. */
function isStrict(name: string, { min = 0, max = Infinity }: { min?: unknown; max?: unknown }): boolean {
  if (name === 'length') return Number(min) > USUAL_LENGTH.min || Number(max) < USUAL_LENGTH.max;
  return !USUAL_VALIDATORS.includes(name);
}

const settingsText = (settings: object): string =>
  Object.keys(settings).length === 0 ? '' : ` ${JSON.stringify(settings)}`;

/** The user attributes in which the mapping keeps several values. */
function lists({ user: { rows, type } }: Profile): ReadonlySet<string> {
  const targets = rows
    .filter((row) => leafOf({ row, path: readRowPath(type, row.scim) })?.multiValued === true)
    .map(({ keycloak }) => keycloak.replace(/^attributes\./, ''));
  return new Set([...targets, LOOKUP_ATTRIBUTE]);
}

/** What refuses the values that SCIM writes to an attribute. */
function validatorFindings(attribute: ProfileAttribute, scimPath: string, isList: boolean): Found[] {
  const { name, validators, multivalued } = attribute;
  const where = userProfileOf(name);
  const strict = Object.entries(validators).filter(([validator, settings]) => isStrict(validator, settings));
  return [
    ...strict.map(([validator, settings]) => ({
      code: 'validator' as const,
      where,
      evidence: message('The validator "{validator}"{settings} checks "{scimPath}": what fails is refused.', {
        validator,
        settings: settingsText(settings),
        scimPath,
      }),
    })),
    ...(isList && !multivalued
      ? [
          {
            code: 'validator' as const,
            where,
            evidence: message('"{scimPath}" may have several values, and the attribute may have one.', {
              scimPath,
            }),
            remedy: message('Switch on "Multivalued" of the attribute in Realm settings > User profile.'),
          },
        ]
      : []),
  ];
}

/** The users that lack a lookup key. */
const withoutKeys = ({ user: { mapping } }: Profile, users: readonly KeycloakUser[]): KeycloakUser[] =>
  users.filter((user) => {
    const stored = user.attributes[LOOKUP_ATTRIBUTE] ?? [];
    return !user.serviceAccount && !lookupKeysOf(mapping, user).every((key) => stored.includes(key));
  });

/** The checks of what refuses users, or does not find them. */
export const USER_CHECKS = [
  check({
    check: 'user names can be changed',
    needs: ['settings'],
    run: ({ settings: { usernamesEditable, profile } }) => {
      const isClosed = profile.some(({ name, adminEdits }) => name === 'username' && !adminEdits);
      return [
        ...(usernamesEditable
          ? []
          : [
              {
                code: 'usernameEditing' as const,
                where: 'Realm settings > Login',
                evidence: message('"Edit username" is off.'),
              },
            ]),
        ...(isClosed
          ? [
              {
                code: 'usernameEditing' as const,
                where: userProfileOf('username'),
                evidence: message('Administrators may not edit it.'),
                remedy: message(
                  'Tick "Admin" under "Who can edit" of username in Realm settings > User profile.',
                ),
              },
            ]
          : []),
      ];
    },
  }),
  check({
    check: 'e-mail addresses',
    needs: ['settings'],
    run: ({ settings: { emailAsUsername, duplicateEmails } }) => [
      ...(emailAsUsername
        ? [
            {
              code: 'emailAsUsername' as const,
              where: 'Realm settings > Login',
              evidence: message('"Email as username" is on.'),
            },
          ]
        : []),
      ...(duplicateEmails
        ? [
            {
              code: 'duplicateEmails' as const,
              where: 'Realm settings > Login',
              evidence: message('"Duplicate emails" is on.'),
            },
          ]
        : []),
    ],
  }),
  check({
    check: 'required attributes',
    needs: ['profile', 'settings'],
    run: ({ profile: { user }, settings }) =>
      settings.profile.flatMap(({ name, requiredOfAdmins }) => {
        const scimPath = user.mapping.scimPathOf(name);
        // Every user has a user name; what no row writes is a finding of its own.
        return !requiredOfAdmins || name === 'username' || scimPath === undefined
          ? []
          : [
              {
                code: 'requiredOfClients' as const,
                where: userProfileOf(name),
                evidence: message('It is required: users without "{scimPath}" are refused.', { scimPath }),
              },
            ];
      }),
  }),
  check({
    check: 'validators',
    needs: ['profile', 'settings'],
    run: ({ profile, settings }) => {
      const listNames = lists(profile);
      return settings.profile.flatMap((attribute) => {
        const isOwn = attribute.name === LOOKUP_ATTRIBUTE;
        const scimPath = isOwn ? LOOKUP_ATTRIBUTE : profile.user.mapping.scimPathOf(attribute.name);
        return scimPath === undefined
          ? []
          : validatorFindings(attribute, scimPath, listNames.has(attribute.name));
      });
    },
  }),
  check({
    check: 'index of lookup keys',
    needs: ['profile', 'config', 'users'],
    run({ profile, config, users }, { realm }) {
      const missing = profile.user.mapping.indexed.filter((path) => config.indexed?.includes(path) !== true);
      if (missing.length > 0) {
        const evidence = message('It does not hold {paths}.', { paths: missing });
        return [{ code: 'indexIncomplete', where: message('realm'), evidence }];
      }
      const [first, ...others] = withoutKeys(profile, users);
      if (first === undefined) return [];
      const evidence = message('{count} of the {total} users looked at lack a key, such as "{username}".', {
        count: others.length + 1,
        total: users.length,
        username: first.username,
      });
      return [{ code: 'indexWrong', where: message('realm {realm}', { realm }), evidence }];
    },
    seen: ({ users }) => message('{count} users looked at', { count: users.length }),
  }),
  check({
    check: 'admin events',
    needs: ['settings'],
    run: ({ settings: { adminEvents } }) =>
      adminEvents === undefined || adminEvents.expires
        ? []
        : [
            {
              code: 'adminEvents',
              where: 'Realm settings > Events',
              evidence: adminEvents.hasDetails
                ? message('They are kept without an expiration, with the data of every user that is written.')
                : message('They are kept without an expiration.'),
            },
          ],
    seen: ({ settings: { adminEvents } }) =>
      adminEvents === undefined ? message('off, so "drift" names nobody') : message('on, with an expiration'),
  }),
] as const;
