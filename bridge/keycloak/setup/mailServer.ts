import type { FieldChange } from './part.ts';

/** The settings of a mail server as Keycloak has them: all of them are texts. */
export type MailServer = Readonly<Record<string, string>>;

/** The settings that Keycloak never shows (contract/realm-setup). */
export const MAIL_SERVER_SECRETS: readonly string[] = ['password', 'authTokenClientSecret'];

/** What Keycloak does if a setting is absent. */
const BY_DEFAULT: MailServer = { auth: 'false', ssl: 'false', starttls: 'false', authType: 'basic' };

/** The settings of a mail server that a document declares, as Keycloak has them; `undefined` if it declares none. */
export function declaredMailServer({
  smtpServer,
}: Readonly<Record<string, unknown>>): MailServer | undefined {
  if (smtpServer === undefined) return undefined;
  const declared = Object.entries(smtpServer as object).map(
    ([name, value]) => [name, String(value)] as const,
  );
  // Keycloak drops a password beside a token (contract/realm-setup).
  const implied = 'password' in (smtpServer as object) ? { authType: 'basic' } : {};
  return { ...implied, ...Object.fromEntries<string>(declared) };
}

/** Lists the settings of a mail server that differ. */
export const mailServerFields = (desired: MailServer, actual: MailServer): FieldChange[] =>
  Object.entries(desired).flatMap(([name, to]): FieldChange[] => {
    // Keycloak's console leaves an empty text where nothing is typed.
    const stored = actual[name] === '' ? undefined : actual[name];
    if ((stored ?? BY_DEFAULT[name]) === to) return [];
    const field = `smtpServer.${name}`;
    return MAIL_SERVER_SECRETS.includes(name) ? [{ field, isSecret: true }] : [{ field, from: stored, to }];
  });
