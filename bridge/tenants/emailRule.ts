import { KEPT_EMAIL_ATTRIBUTE } from '../../mappers/compile/storage/keptEmail.ts';
import type { RealmSettings } from '../keycloak/port/realm.ts';
import type { ScimConfig } from './config.ts';
import { message, type Text } from '../../documents/text.ts';

/** Why a realm cannot keep an e-mail address that Keycloak does not take, and what to do about it. */
interface Obstacle {
  readonly sentence: Text;
  readonly hint: Text;
}

/** The user attributes that Keycloak drops. */
interface DroppedAttributes {
  has(name: string): boolean;
}

/** Finds the reason why a realm cannot have a person without an e-mail address in Keycloak; `undefined` if it can. */
export function emailObstacle(
  { emailAsUsername, profile }: Pick<RealmSettings, 'emailAsUsername' | 'profile'>,
  dropped: DroppedAttributes,
): Obstacle | undefined {
  if (emailAsUsername) {
    return {
      sentence: message(
        'The e-mail address is the user name in this realm, so it cannot be left empty in Keycloak.',
      ),
      hint: message('Switch off "Email as username" in Realm settings > Login, or set "email" to "refuse".'),
    };
  }
  if (profile.some(({ name, requiredOfAdmins }) => name === 'email' && requiredOfAdmins)) {
    return {
      sentence: message('The user profile of the realm requires an e-mail address from administrators too.'),
      hint: message(
        'Untick "Admin" under "Required for" of the attribute in Realm settings > User profile, or set "email" to "refuse".',
      ),
    };
  }
  return dropped.has(KEPT_EMAIL_ATTRIBUTE)
    ? {
        sentence: message('The user profile of the realm drops the user attribute "{name}".', {
          name: KEPT_EMAIL_ATTRIBUTE,
        }),
        hint: message(
          'Run "realm-config enable" again, or let administrators edit it in Realm settings > User profile.',
        ),
      }
    : undefined;
}

/** Whether the realm lets in a person whose e-mail address Keycloak does not take. */
export const keepsEmail = ({
  config,
  settings,
  dropped,
}: {
  readonly config: ScimConfig;
  readonly settings: RealmSettings;
  readonly dropped: DroppedAttributes;
}): boolean => config.email === 'keep' && emailObstacle(settings, dropped) === undefined;
