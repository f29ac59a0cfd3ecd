import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Context } from '../../lifecycle/context.ts';
import {
  archiveEmail,
  findSoftDeleted,
  leaveAllGroups,
  removeAccessAndRoles,
  withoutSoftDeleteAttributes,
} from '../../lifecycle/deprovisioning/softDelete.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { isSoftDeleted } from '../../lifecycle/visibility.ts';
import { objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { HIDDEN, HIDDEN_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { withoutDroppedChanges } from './droppedAttributes.ts';
import { replaceOrKeepEmail } from './keptEmail.ts';
import { valueHolder } from './userSteps.ts';
import { toContent, toResource, toWrite } from './userView.ts';
import { withSource } from './userWrites.ts';

/** The externalId of a user, as the mapping stores it; `undefined` if the user has none. */
const externalIdOf = ({ userMapping }: Tenant, user: KeycloakUser | UserWrite): Json | undefined =>
  userMapping.toScim(user).externalId;

/** Converts a resource to a write that keeps nothing of the stored user, which was another person. */
function writeForNewPerson(tenant: Tenant, resource: JsonObject): UserWrite {
  const { emailVerified = tenant.config.onboarding?.emailVerified ?? false, ...write } = withSource(
    toWrite(tenant, resource),
    tenant,
  );
  return { ...write, emailVerified };
}

/**
 * Gives a hidden user what another person is to have, so that Keycloak refuses it before anything of the former person is
 * gone. The externalId stays the former one: a repetition after a failure has to find that it is another person.
 */
async function writeWhileHidden(
  context: Context,
  resource: JsonObject,
  user: KeycloakUser,
): Promise<KeycloakUser> {
  const { tenant, report } = context;
  const { externalId: _, ...others } = resource;
  const externalId = externalIdOf(tenant, user);
  const members = Object.entries(externalId === undefined ? others : { ...others, externalId });
  const { attributes, ...write } = writeForNewPerson(tenant, objectOf(members));
  const hidden = { ...write, enabled: false, attributes: { ...attributes, [HIDDEN_ATTRIBUTE]: [HIDDEN] } };
  // The write that enables the user reports the same notes.
  const quiet = { tenant, report: { ...report, note: () => undefined, ignored: () => undefined } };
  return replaceOrKeepEmail(quiet, user, withoutDroppedChanges(quiet, hidden, user));
}

/** Restores a soft-deleted user, as the user that a client creates. */
export async function restoreUser(
  context: Context,
  resource: JsonObject,
  id: string,
  { onboarding, protection }: { readonly onboarding: Onboarding; readonly protection: Protection },
): Promise<JsonObject> {
  const { tenant, report } = context;
  const guard = protection.guard(tenant, id, 'fresh');
  const user = await tenant.realm.users.get(id);
  // Another request was faster.
  if (user === undefined || !isSoftDeleted(tenant, user)) {
    if (user !== undefined) report.conflictsWith(valueHolder(user));
    throw new KeycloakError('conflict', 'taken');
  }
  report.named(textAt(resource, 'userName'), [user.username, user.email]);
  const samePersonWrite = withSource(toWrite(tenant, resource, user), tenant);
  const isSamePerson = externalIdOf(tenant, user) === externalIdOf(tenant, samePersonWrite);
  const mapped = isSamePerson ? samePersonWrite : writeForNewPerson(tenant, resource);
  const attributes = withoutSoftDeleteAttributes(mapped.attributes);
  const write = withoutDroppedChanges(context, { ...mapped, attributes }, user);
  await guard.checkChange(user, write, 'all');
  // Before the user is enabled: repeated after a failure, this begins again.
  const current = isSamePerson ? user : await writeWhileHidden(context, resource, user);
  if (!isSamePerson) await removeAccessAndRoles(tenant, id);
  await leaveAllGroups(tenant, id);
  const given = await onboarding.restore(context, id);
  const restored = await replaceOrKeepEmail(context, current, write);
  report.did({ what: 'restored' });
  for (const change of given) report.did(change);
  report.wrote(() => ({ before: toContent(tenant, user), after: toContent(tenant, restored) }));
  report.note(
    'The user had been deleted and hidden, and is back under the same id, out of the groups of then.',
  );
  if (!isSamePerson) {
    report.note(
      'Its externalId is another one: credentials, linked identities, consents and roles of then are gone.',
    );
  }
  return toResource(tenant, restored);
}

/** Releases the e-mail address of a user to be created, if a soft-deleted user still has it. */
export async function releaseEmail(
  { tenant, report }: Context,
  { username, email }: Pick<UserWrite, 'username' | 'email'>,
  protection: Protection,
): Promise<void> {
  const emailOwner = await findSoftDeleted(tenant, 'email', email);
  if (emailOwner?.email === undefined) return;
  // If both are taken, Keycloak names the e-mail address only (contract/errors: "names the e-mail address if both are
  // taken"). Then nobody can be created, and the address must stay.
  const query = { by: 'username', value: username.toLowerCase() } as const;
  const [namesake] = await tenant.realm.users.find(query, { first: 0, max: 1 });
  if (namesake !== undefined) {
    report.conflictsWith(valueHolder(namesake));
    const problems = [{ message: 'User exists with same username' }];
    throw new KeycloakError('conflict', 'the user name is taken', { problems });
  }
  await protection.guard(tenant, emailOwner.id, 'fresh').checkDelete(emailOwner);
  await archiveEmail(tenant, emailOwner, emailOwner.email);
}
