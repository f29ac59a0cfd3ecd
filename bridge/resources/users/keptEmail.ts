import { formatText } from '../../../documents/text.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { UserGuard } from '../../lifecycle/protection/protection.ts';
import { emailObstacle, keepsEmail } from '../../tenants/emailRule.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { DEFAULT_LIMITS } from '../../../mappers/compile/storage/fields.ts';
import { keptEmailOf } from '../../../mappers/compile/storage/keptEmail.ts';
import { ScimError } from '../../../scim/errors.ts';
import { READ_ONLY, toScimError, withSentence } from '../failures.ts';
import { isSame } from './userView.ts';
import { userNameConflict, valueHolder, withConflictReported } from './userSteps.ts';
import { replaceUser } from './userWrites.ts';

/** A write without the e-mail address in Keycloak's own field, and the note that says why. */
interface KeptWrite<Write extends UserWrite> {
  readonly write: Write;
  readonly note: string;
}

/**
 * Moves the e-mail address of a write into the record. The user's address counts as not verified then: Keycloak has none.
 */
const withEmailKept = <Write extends UserWrite>({ userMapping }: Tenant, write: Write): Write => ({
  ...userMapping.keepEmail(write),
  emailVerified: false,
});

const describe = ({ username, id }: KeycloakUser): string => `user "${username}" (${id})`;

/** Finds another user whose e-mail address or user name is this address; `undefined` if there is none. */
async function findHolder(
  { realm: { users } }: Tenant,
  by: 'email' | 'username',
  email: string,
  self: KeycloakUser | undefined,
): Promise<KeycloakUser | undefined> {
  const candidates = await users.find({ by, value: email }, { first: 0, max: 2 });
  return candidates.find(({ id }) => id !== self?.id);
}

/** Explains why Keycloak refused the e-mail address of a write with 409; `undefined` if something else was in conflict. */
async function explainConflict(
  { tenant, report }: Context,
  error: KeycloakError,
  { username, email = '' }: UserWrite,
  self: KeycloakUser | undefined,
): Promise<string | undefined> {
  const messages = error.problems.map(({ message }) => message).join(' ');
  // Of many creations at once, Keycloak does not always name the field (contract/errors: "not always with the field
  // named").
  const [namesUserName, namesEmail] = [/username/i.test(messages), /email/i.test(messages)];
  if (namesUserName && !namesEmail) return undefined;
  const holder = await findHolder(tenant, 'email', email, self);
  // Keycloak compares it with user names too (contract/errors: "if it is another user's user name").
  const namesake = holder ?? (await findHolder(tenant, 'username', email, self));
  // Keycloak names the e-mail address only if both are taken.
  if (namesake?.username === username.toLowerCase()) {
    report.conflictsWith(valueHolder(namesake));
    throw userNameConflict(error);
  }
  if (holder !== undefined) return `${describe(holder)} has it.`;
  if (namesake !== undefined) return `it is the user name of ${describe(namesake)}.`;
  return namesEmail && !namesUserName ? 'another user has it.' : undefined;
}

/** Explains why Keycloak refused the e-mail address of a write; `undefined` if it refused something else. */
async function explainRefusal(
  context: Context,
  error: unknown,
  write: UserWrite,
  self: KeycloakUser | undefined,
): Promise<string | undefined> {
  if (!(error instanceof KeycloakError)) return undefined;
  if (error.failure === 'conflict') return explainConflict(context, error, write, self);
  const problems = error.problems.filter(({ field, message }) => field === 'email' && message !== READ_ONLY);
  if (error.failure !== 'invalid' || problems.length === 0) return undefined;
  return toScimError(new KeycloakError('invalid', error.message, { problems }), context.tenant).message;
}

const noteThat = (reason: string): string =>
  `Keycloak does not take the e-mail address: ${reason} It is kept in the SCIM record, and Keycloak's own field is empty.`;

/**
 * Returns the write to repeat after Keycloak refused the e-mail address of a write, in a realm that keeps such an
 * address; `undefined` if the refusal stands. An address that Keycloak has already is never taken from it. Throws in a
 * realm that is to keep the address and cannot.
 */
export async function keepRefusedEmail<Write extends UserWrite>(
  context: Context,
  error: unknown,
  write: Write,
  self?: KeycloakUser,
): Promise<KeptWrite<Write> | undefined> {
  const { tenant } = context;
  const { email = '' } = write;
  const isStored = (self?.email ?? '').toLowerCase() === email;
  const isKeepable = email !== '' && email.length <= DEFAULT_LIMITS.valueLength;
  if (tenant.config.email !== 'keep' || isStored || !isKeepable) return undefined;
  const reason = await explainRefusal(context, error, write, self);
  if (reason === undefined) return undefined;
  const obstacle = emailObstacle(tenant.settings, tenant.dropped);
  if (obstacle === undefined) return { write: withEmailKept(tenant, write), note: noteThat(reason) };
  throw withSentence(toScimError(error as KeycloakError, tenant), formatText(obstacle.sentence));
}

/** Replaces a user; keeps an e-mail address that Keycloak refuses, if the realm wants that. */
export async function replaceOrKeepEmail(
  context: Context,
  user: KeycloakUser,
  write: UserWrite,
): Promise<KeycloakUser> {
  const { report } = context;
  try {
    const result = await replaceUser(context, user, write);
    if (keptEmailOf(user) !== undefined && (result.email ?? '') !== '') {
      report.note('Keycloak has an e-mail address of the user again; none is kept any more.');
    }
    return result;
  } catch (error) {
    const kept = await keepRefusedEmail(context, error, write, user);
    if (kept === undefined) throw await withConflictReported(context, error, write, user);
    const result = isSame(user, kept.write) ? user : await replaceUser(context, user, kept.write);
    report.note(kept.note);
    return result;
  }
}

const isProtected = (error: unknown): boolean => error instanceof ScimError && error.code === 'protected';

/**
 * Checks a change of a user by the protection and returns the write to make. A kept address is offered to Keycloak again
 * if the request names it, unless another user still has it or the account is protected.
 */
export async function guardedWrite(
  context: Context,
  user: KeycloakUser,
  write: UserWrite,
  check: (write: UserWrite) => ReturnType<UserGuard['checkChange']>,
  namesEmail: boolean,
): Promise<UserWrite> {
  const { tenant, report } = context;
  const { email } = write;
  const kept = keptEmailOf(user);
  if (kept === undefined || email === undefined) {
    await check(write);
    return write;
  }
  const keptWrite = withEmailKept(tenant, write);
  const keep = async (note?: string): Promise<UserWrite> => {
    await check(keptWrite);
    if (note !== undefined) report.note(note);
    return keptWrite;
  };
  const isSameAddress = kept === email;
  if (isSameAddress && !namesEmail) return keep();
  if (isSameAddress && keepsEmail(tenant) && !tenant.settings.duplicateEmails) {
    const holder = await findHolder(tenant, 'email', email, user);
    if (holder !== undefined) return keep(noteThat(`${describe(holder)} has it.`));
  }
  const { emailVerified = tenant.config.onboarding?.emailVerified } = write;
  const offered = emailVerified === undefined ? write : { ...write, emailVerified };
  try {
    await check(offered);
    return offered;
  } catch (error) {
    if (!isSameAddress || !isProtected(error)) throw error;
    return keep();
  }
}
