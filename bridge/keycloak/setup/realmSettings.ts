import { isDeepStrictEqual } from 'node:util';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { withDigests, withKnownSecrets } from './hiddenSecrets.ts';
import { declaredMailServer, MAIL_SERVER_SECRETS, mailServerFields, type MailServer } from './mailServer.ts';
import type { Change, FieldChange, RealmAccess, RealmPart } from './part.ts';

type Realm = NonNullable<Awaited<ReturnType<KeycloakAdminClient['realms']['findOne']>>>;

/** Settings that a realm is to have, as Keycloak names them, and `frontendUrl`; others stay, also those of `smtpServer`. */
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

/** The mail server of a realm; the admin client types it loosely. */
const mailServerOf = ({ smtpServer = {} }: Realm) => smtpServer as MailServer;

/** Lists the settings that differ; a setting that Keycloak does not have is absent. */
function fieldsOf(desired: DesiredSettings, actual: Realm): FieldChange[] {
  const { attributes = {}, ...settings } = actual as Realm & Readonly<Record<string, unknown>>;
  return Object.entries(desired).flatMap(([field, to]) => {
    const from: unknown = IN_ATTRIBUTES.includes(field) ? attributes[field] : settings[field];
    return isSameSetting(field, from, to) ? [] : [{ field, from, to }];
  });
}

function diffSettings({ smtpServer, ...desired }: DesiredSettings, actual: Realm): SettingsChange[] {
  const fields = fieldsOf(desired, actual);
  const mailServer = declaredMailServer({ smtpServer });
  const ofMailServer = mailServer === undefined ? [] : mailServerFields(mailServer, mailServerOf(actual));
  if (fields.length + ofMailServer.length === 0) return [];
  const changed = (isAttribute: boolean) =>
    Object.fromEntries(
      fields
        .filter(({ field }) => IN_ATTRIBUTES.includes(field) === isAttribute)
        .map(({ field, to }) => [field, to]),
    );
  const ofAttributes = changed(true);
  // Keycloak removes what is left out of the attributes, and of the mail server (contract/realm-setup).
  const update: Realm = {
    ...changed(false),
    ...(Object.keys(ofAttributes).length === 0
      ? {}
      : { attributes: { ...actual.attributes, ...ofAttributes } }),
    ...(ofMailServer.length === 0 ? {} : { smtpServer: { ...mailServerOf(actual), ...mailServer } }),
  };
  return [{ outcome: 'changed', object: 'realm settings', fields: [...fields, ...ofMailServer], update }];
}

/** Creates the part that is settings of the realm. */
export const createRealmSettings = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<DesiredSettings, Realm, SettingsChange> => ({
  async read(desired) {
    const actual = (await call('GET realm', () => admin.realms.findOne({ realm }))) ?? {};
    const mailServer = declaredMailServer(desired);
    if (mailServer === undefined) return actual;
    const smtpServer = await withKnownSecrets(MAIL_SERVER_SECRETS, mailServerOf(actual), mailServer);
    return { ...actual, smtpServer };
  },
  absent: () => ({}),
  diff: diffSettings,
  async apply({ update }) {
    const { smtpServer, ...settings } = update;
    const stored =
      smtpServer === undefined
        ? settings
        : { ...settings, smtpServer: await withDigests(MAIL_SERVER_SECRETS, mailServerOf(update)) };
    await call('PUT realm', () => admin.realms.update({ realm }, stored));
  },
});
