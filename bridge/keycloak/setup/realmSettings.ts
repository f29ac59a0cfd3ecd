import { isDeepStrictEqual } from 'node:util';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Change, FieldChange, RealmAccess, RealmPart } from './part.ts';

type Realm = NonNullable<Awaited<ReturnType<KeycloakAdminClient['realms']['findOne']>>>;

/** Settings that a realm is to have, as Keycloak names them, and `frontendUrl`; others stay. */
export type DesiredSettings = Readonly<Record<string, unknown>>;

/** A change of settings. */
interface SettingsChange extends Change {
  /** What is sent: Keycloak keeps settings that are left out (contract/realm-setup). */
  readonly update: Realm;
}

/** The settings that Keycloak keeps among the attributes of the realm. */
const IN_ATTRIBUTES: readonly string[] = ['frontendUrl'];

/** The settings that are sets: Keycloak returns them in an order of its own. */
const SETS: readonly string[] = ['supportedLocales'];

const isSameSetting = (field: string, from: unknown, to: unknown): boolean =>
  SETS.includes(field) && Array.isArray(from) && Array.isArray(to)
    ? isDeepStrictEqual(new Set(from), new Set(to))
    : isDeepStrictEqual(from, to);

/** Lists the settings that differ; a setting that Keycloak does not have is absent. */
function fieldsOf(desired: DesiredSettings, actual: Realm): FieldChange[] {
  const { attributes = {}, ...settings } = actual as Realm & Readonly<Record<string, unknown>>;
  return Object.entries(desired).flatMap(([field, to]) => {
    const from: unknown = IN_ATTRIBUTES.includes(field) ? attributes[field] : settings[field];
    return isSameSetting(field, from, to) ? [] : [{ field, from, to }];
  });
}

function diffSettings(desired: DesiredSettings, actual: Realm): SettingsChange[] {
  const fields = fieldsOf(desired, actual);
  if (fields.length === 0) return [];
  const changed = (isAttribute: boolean) =>
    Object.fromEntries(
      fields
        .filter(({ field }) => IN_ATTRIBUTES.includes(field) === isAttribute)
        .map(({ field, to }) => [field, to]),
    );
  const ofAttributes = changed(true);
  // Keycloak removes attributes that are left out of a list of them (contract/realm-setup).
  const attributes =
    Object.keys(ofAttributes).length === 0 ? {} : { attributes: { ...actual.attributes, ...ofAttributes } };
  return [
    { outcome: 'changed', object: 'realm settings', fields, update: { ...changed(false), ...attributes } },
  ];
}

/** Creates the part that is settings of the realm. */
export const createRealmSettings = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<DesiredSettings, Realm, SettingsChange> => ({
  read: async () => (await call('GET realm', () => admin.realms.findOne({ realm }))) ?? {},
  absent: () => ({}),
  diff: diffSettings,
  apply: ({ update }) => call('PUT realm', () => admin.realms.update({ realm }, update)),
});
