import type { Finding } from '../../mappers/consoleMappers.ts';
import type { Profile } from '../../mappers/profile.ts';
import type { RealmSettings } from '../keycloak/port.ts';

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

/** A finding on one line. */
export const findingLine = ({ where, sentence, hint }: Finding): string =>
  `${where}: ${sentence}${hint === undefined ? '' : ` ${hint}`}`;
