import type { Finding } from '../../mappers/finding.ts';
import type { Profile } from '../../mappers/profile.ts';
import type { KeycloakRealm, ProfileAttribute, RealmSettings } from '../keycloak/port/realm.ts';
import {
  FORMER_EMAIL_ATTRIBUTE,
  HIDDEN_ATTRIBUTE,
  LAST_MODIFIED_ATTRIBUTE,
  SOURCE_ATTRIBUTE,
} from './scimAttributes.ts';
import { isAddress } from './baseUrl.ts';
import { ATTRIBUTE, brokenAddresses, type ScimConfig } from './config.ts';
import { emailObstacle } from './emailRule.ts';
import { formatText, formatTexts, message, type Text } from '../../documents/text.ts';

const DROPS = message(
  'The user profile of the realm drops undeclared attributes; run "realm-config enable" again, or set "Unmanaged Attributes" to "Only administrators can write".',
);

/** The problem of a realm whose user profile drops undeclared attributes, and what to do about it. */
export const DROPS_UNDECLARED = formatText(DROPS);

/** The place of findings about the user profile. */
const USER_PROFILE = message('user profile');

/** User attributes that the bridge writes besides those of the mapping. */
const BRIDGE_ATTRIBUTES = [
  LAST_MODIFIED_ATTRIBUTE,
  SOURCE_ATTRIBUTE,
  HIDDEN_ATTRIBUTE,
  FORMER_EMAIL_ATTRIBUTE,
];

/** The reason why Keycloak silently drops a user attribute that an administrator writes. */
export type DropReason = 'noInternationalization' | 'undeclared' | 'closedToAdministrators';

/**
 * Returns the reason why Keycloak drops an attribute; `undefined` if it keeps it (contract/user-profile: "is dropped
 * silently while there is no unmanagedAttributePolicy"; contract/users-write: "are dropped silently if they are
 * "locale" while the realm has no internationalization").
 */
function whyDropped(
  name: string,
  declared: ProfileAttribute | undefined,
  settings: RealmSettings,
): DropReason | undefined {
  if (name === 'locale' && !settings.internationalized) return 'noInternationalization';
  if (declared === undefined) return settings.keepsUnmanagedAttributes ? undefined : 'undeclared';
  return declared.adminEdits ? undefined : 'closedToAdministrators';
}

/** The names of the user attributes that the bridge writes. */
export const writtenAttributes = ({ user }: Profile): readonly string[] => [
  ...new Set([...user.mapping.ownedAttributes, ...BRIDGE_ATTRIBUTES]),
];

/** Finds the user attributes that the bridge writes and that Keycloak drops, each with the reason. */
export function droppedAttributes(
  profile: Profile,
  settings: RealmSettings,
): ReadonlyMap<string, DropReason> {
  const declared = new Map(settings.profile.map((attribute) => [attribute.name, attribute]));
  return new Map(
    writtenAttributes(profile).flatMap((name): [string, DropReason][] => {
      const reason = whyDropped(name, declared.get(name), settings);
      return reason === undefined ? [] : [[name, reason]];
    }),
  );
}

/** Returns the findings about user attributes that Keycloak drops. */
function lintDropped(profile: Profile, settings: RealmSettings): Finding[] {
  const { mapping } = profile.user;
  const whereOf = (name: string): Text =>
    mapping.scimPathOf(`attributes.${name}`) ?? message('the notes of the bridge');
  const byReason = droppedAttributes(profile, settings);
  const namesOf = (reason: DropReason): string[] =>
    [...byReason].flatMap(([name, why]) => (why === reason ? [name] : []));
  const undeclared = namesOf('undeclared');
  const closed = namesOf('closedToAdministrators');
  const locale = namesOf('noInternationalization');
  return [
    ...(undeclared.length === 0
      ? []
      : [
          {
            code: 'dropped' as const,
            where: USER_PROFILE,
            sentence: message(
              '{problem} Until then SCIM serves reads, deactivations and deletions, and refuses what would lose something.',
              { problem: DROPS },
            ),
          },
        ]),
    ...locale.map((name): Finding => ({
      code: 'dropped',
      where: whereOf(name),
      sentence: message(
        'Keycloak drops the user attribute "locale" as long as the realm has no internationalization.',
      ),
      hint: message('Switch on "Internationalization" in Realm settings > Localization.'),
    })),
    ...closed.map((name): Finding => ({
      code: 'dropped',
      where: whereOf(name),
      sentence: message(
        'The user profile of the realm lets no administrator write "{name}", so what is sent is dropped.',
        { name },
      ),
      hint: message('Tick "Admin" under "Who can edit" of the attribute in Realm settings > User profile.'),
    })),
  ];
}

/** Returns the findings about attributes that SCIM relies on and that users may change for themselves. */
function lintSelfService({ user }: Profile, { usersWriteUnmanaged, profile }: RealmSettings): Finding[] {
  const isReliedOn = (name: string): boolean =>
    /^scim\./i.test(name) || user.mapping.scimPathOf(`attributes.${name}`) === 'externalId';
  const declared = profile.filter(({ name, userEdits }) => userEdits && isReliedOn(name));
  return [
    ...(usersWriteUnmanaged
      ? [
          {
            code: 'selfService' as const,
            where: USER_PROFILE,
            sentence: message(
              'Users may write undeclared attributes of their own at the account API, and so what SCIM notes of them: a leaver can stay in.',
            ),
            hint: message(
              'Run "realm-config enable" again, or set "Unmanaged Attributes" to "Only administrators can write".',
            ),
          },
        ]
      : []),
    ...declared.map(({ name }): Finding => ({
      code: 'selfService',
      where: USER_PROFILE,
      sentence: message('Users may write "{name}" of their own, by which SCIM goes: a leaver can stay in.', {
        name,
      }),
      hint: message('Untick "User" under "Who can edit" of the attribute in Realm settings > User profile.'),
    })),
  ];
}

/**
 * Returns the findings about attributes that Keycloak requires from administrators and that the mapping does not write:
 * such users can be neither created nor disabled (contract/user-profile: "cannot be disabled, but can be signed out").
 */
const lintRequired = ({ user }: Profile, { profile }: RealmSettings): Finding[] =>
  profile
    .filter(({ name, requiredOfAdmins }) => requiredOfAdmins && user.mapping.scimPathOf(name) === undefined)
    .map(({ name }): Finding => ({
      code: 'required',
      where: USER_PROFILE,
      sentence: message(
        'The user profile of the realm requires "{name}" from administrators too, and no row of the mapping writes it: who lacks it can be neither created nor changed, and Keycloak refuses to disable who lacks it.',
        { name },
      ),
      hint: message(
        'Untick "Admin" under "Required for" of the attribute in Realm settings > User profile, or map it.',
      ),
    }));

/** Returns all findings about the mapping and the user profile of a realm. */
const lintProfile = (profile: Profile, settings: RealmSettings): readonly Finding[] => [
  ...profile.findings,
  ...lintDropped(profile, settings),
  ...lintSelfService(profile, settings),
  ...lintRequired(profile, settings),
];

/** Returns the findings about texts that are no address; the realm is served under its other addresses. */
function lintAddresses(config: ScimConfig, { frontendUrl }: RealmSettings): Finding[] {
  const left = message('The realm is served under its other addresses.');
  const frontend: Finding = {
    code: 'address',
    where: message('Frontend URL of the realm'),
    sentence: message('{sentence} {left}', {
      sentence: message('This is no address such as https://id.example.com.'),
      left,
    }),
    hint: message('Mend it in Realm settings > General.'),
  };
  return [
    ...(frontendUrl === undefined || isAddress(frontendUrl) ? [] : [frontend]),
    ...brokenAddresses(config).map(({ file, pointer, sentence }): Finding => ({
      code: 'address',
      where: `${file}#${pointer}`,
      sentence: message('{sentence} {left}', { sentence, left }),
    })),
  ];
}

/** Returns the finding about an invitation that the realm cannot send. */
const lintInvitation = (
  { onboarding }: ScimConfig,
  { hasMailServer }: Pick<RealmSettings, 'hasMailServer'>,
): Finding[] =>
  onboarding?.invitation === undefined || hasMailServer
    ? []
    : [
        {
          code: 'noMailServer',
          where: `${ATTRIBUTE.config}#/onboarding/invitation`,
          sentence: message(
            'The realm has no mail server, so no user can be created: the invitation cannot be sent.',
          ),
          hint: message('Set one in Realm settings > Email, or take "invitation" out.'),
        },
      ];

/** Returns the finding about e-mail addresses that are to be kept and cannot be. */
function lintEmail(profile: Profile, { email }: ScimConfig, settings: RealmSettings): Finding[] {
  const obstacle = emailObstacle(settings, droppedAttributes(profile, settings));
  if (email !== 'keep' || obstacle === undefined) return [];
  const { sentence, hint } = obstacle;
  return [
    {
      code: 'email',
      where: `${ATTRIBUTE.config}#/email`,
      sentence: message('{sentence} People whose address Keycloak does not take are refused.', { sentence }),
      hint,
    },
  ];
}

/** The finding for a realm that has the secret with which the bridge signs in to every realm. */
const SHARED_SECRET: Finding = {
  code: 'sharedSecret',
  where: message('client {clientId}', { clientId: 'scim-bridge' }),
  sentence: message(
    'The realm holds the secret that the bridge signs in to other realms with, and whoever may view its clients can read it.',
  ),
  hint: message('Run "realm-config enable" again: it gives the realm a secret of its own.'),
};

/** Returns the findings about the configuration of a realm. */
export const lint = (profile: Profile, config: ScimConfig, settings: RealmSettings): Finding[] => [
  ...lintProfile(profile, settings),
  ...lintAddresses(config, settings),
  ...lintInvitation(config, settings),
  ...lintEmail(profile, config, settings),
];

/** Returns the findings about the sign-in of the bridge to the realm. */
export const lintSecret = (realm: Pick<KeycloakRealm, 'sharesSecret'>): Finding[] =>
  realm.sharesSecret() ? [SHARED_SECRET] : [];

/** The sentences of a finding, with its place. */
export const findingTexts = ({ where, sentence, hint }: Finding): readonly Text[] => [
  message('{where}: {sentence}', { where, sentence }),
  ...(hint === undefined ? [] : [hint]),
];

/** Formats a finding on one line. */
export const formatFinding = (finding: Finding): string => formatTexts(findingTexts(finding));
