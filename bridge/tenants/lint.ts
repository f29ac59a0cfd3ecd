import type { Finding } from '../../mappers/consoleMappers.ts';
import type { Profile } from '../../mappers/profile.ts';
import type { KeycloakRealm, RealmSettings } from '../keycloak/port.ts';

/** User attributes of a profile that the realm's user profile would not keep, each with the reason. */
function dropped({ user }: Profile, settings: RealmSettings): Finding[] {
  const declared = new Map(settings.profile.map((attribute) => [attribute.name, attribute]));
  return [...user.mapping.ownedAttributes].flatMap((name): Finding[] => {
    const where = user.mapping.scimPathOf(`attributes.${name}`) ?? 'the notes of the bridge';
    const finding = (sentence: string, hint: string): Finding[] => [
      { code: 'dropped', where, sentence, hint },
    ];
    const attribute = declared.get(name);
    if (name === 'locale' && !settings.internationalized) {
      return finding(
        'Keycloak drops the user attribute "locale" as long as the realm has no internationalization.',
        'Switch on "Internationalization" in Realm settings > Localization.',
      );
    }
    if (attribute === undefined) {
      return settings.keepsUnmanagedAttributes
        ? []
        : finding(
            `The user profile of the realm does not declare "${name}" and drops what is not declared.`,
            'Run "realm-config enable" again, or set "Unmanaged Attributes" to "Only administrators can write".',
          );
    }
    return attribute.adminEdits
      ? []
      : finding(
          `The user profile of the realm lets no administrator write "${name}", so what is sent is dropped.`,
          'Tick "Admin" under "Who can edit" of the attribute in Realm settings > User profile.',
        );
  });
}

/** Everything in a realm's mapping that its operator should know. */
export const lint = (profile: Profile, settings: RealmSettings): readonly Finding[] => [
  ...profile.findings,
  ...dropped(profile, settings),
];

/** A realm that holds the secret which the bridge signs in to every realm with. */
const SHARED_SECRET: Finding = {
  code: 'sharedSecret',
  where: 'client scim-bridge',
  sentence:
    'The realm holds the secret that the bridge signs in to other realms with, and whoever may view its clients can read it.',
  hint: 'Run "realm-config enable" again: it gives the realm a secret of its own.',
};

/** What an operator should know of how the bridge signs in to the realm. */
export const lintSecret = (realm: Pick<KeycloakRealm, 'sharesSecret'>): Finding[] =>
  realm.sharesSecret() ? [SHARED_SECRET] : [];

/** A finding on one line. */
export const findingLine = ({ where, sentence, hint }: Finding): string =>
  `${where}: ${sentence}${hint === undefined ? '' : ` ${hint}`}`;
