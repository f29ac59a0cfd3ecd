import { outageError } from '../../keycloak/port/outage.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakRole } from '../../keycloak/port/roles.ts';
import type { NewUser } from '../../keycloak/port/users.ts';
import type { Change, Context } from '../context.ts';
import type { Locks } from '../../state/locks.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { OnboardingRules } from '../../tenants/config.ts';
import {
  countingGrants,
  defaultGrantFindings,
  type DefaultGrant,
} from '../../tenants/references/defaultGrants.ts';
import { realmKey } from '../../tenants/tenantKey.ts';
import { formatFinding } from '../../tenants/lint.ts';
import { configurationError, createGrantResolver, type GrantResolver } from './grants.ts';
import { partialUser, type Rollback } from './rollback.ts';
import { identityOf } from './identityLink.ts';
import { invitationError, invite } from './invitation.ts';

/** A created user, with what the rules of the realm added. */
interface Onboarded {
  readonly id: string;
  readonly user: NewUser;
}

/** Creates users together with what the rules of their realm give to new users. */
export interface Onboarding {
  /** Creates the user of a SCIM resource; a user that cannot be completed is deleted again. */
  create(context: Context, resource: JsonObject, user: NewUser): Promise<Onboarded>;
  /** Gives the roles and groups of a new user to a user that is restored, and tells which. */
  restore(context: Context, id: string): Promise<Change[]>;
}

/** The dependencies of onboarding. */
export interface OnboardingParts {
  readonly locks: Locks;
  readonly rollback: Rollback;
}

interface Dependencies extends OnboardingParts {
  readonly grants: GrantResolver;
}

/** Turns a failure to give roles into the error that the client is answered. */
function rolesError(error: unknown): unknown {
  if (!(error instanceof KeycloakError)) return error;
  const { failure, message } = error;
  return failure === 'notFound' || failure === 'refused'
    ? configurationError('a role that cannot be given', '/onboarding', message, error)
    : outageError(error);
}

/** Adds what the rules give to a new user; what the mapping says itself takes precedence. */
function withRules(
  { tenant, report }: Context,
  rules: OnboardingRules,
  resource: JsonObject,
  user: NewUser,
): NewUser {
  const { groups, requiredActions, identityProvider: rule } = rules;
  const emailVerified = user.emailVerified ?? rules.emailVerified;
  const identity = rule === undefined ? undefined : identityOf(tenant, rule, resource);
  if (rule !== undefined && identity === undefined) {
    report.note(`The client sent no "${rule.userId}", so the user is not linked to "${rule.alias}".`);
  }
  return {
    ...user,
    ...(emailVerified === undefined ? {} : { emailVerified }),
    ...(groups === undefined ? {} : { groups }),
    ...(requiredActions === undefined ? {} : { requiredActions }),
    ...(identity === undefined ? {} : { identity }),
  };
}

/** Throws if every new user would administer the realm; reads that again first, so that mending the realm is enough. */
async function refuseAdministrators({ tenant: { config, defaultGrants } }: Context): Promise<void> {
  const { grants, read } = defaultGrants;
  if (grants !== undefined && countingGrants(config, grants).length === 0) return;
  let current: readonly DefaultGrant[];
  try {
    current = await read();
  } catch (error) {
    throw error instanceof KeycloakError ? outageError(error) : error;
  }
  const findings = defaultGrantFindings(config, current);
  if (findings.length === 0) return;
  throw new ScimError(
    'misconfigured',
    'Every new user of the realm would administer it; nobody is created.',
    {
      hint: findings.map(formatFinding).join(' '),
    },
  );
}

const withHint = (error: unknown, sentence: string): unknown =>
  error instanceof ScimError
    ? new ScimError(error.code, error.message, {
        headers: { ...error.headers },
        hint: `${error.hint ?? error.message} ${sentence}`,
        cause: error.cause,
      })
    : error;

/** Creates the user itself; `isComplete` says that no step follows. */
async function createUser(
  { grants, rollback }: Dependencies,
  { tenant: { realm, config } }: Context,
  user: NewUser,
  isComplete: boolean,
): Promise<string> {
  try {
    return await realm.users.create(user);
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    const isUnknown = error.failure === 'unavailable' || error.failure === 'timeout';
    if (isUnknown && !isComplete) {
      rollback.discardIfCreated(realm, partialUser(user));
      throw withHint(outageError(error), 'If the user was created all the same, it is deleted again.');
    }
    const { onboarding: rules = {} } = config;
    if (error.status === 500 && user.groups !== undefined) {
      // Keycloak answers 500 to the path of a missing group (contract/onboarding: "accepts paths of groups"). Looked up
      // again, the missing group is named.
      grants.forget(realm);
      await grants.resolve(realm, rules);
    }
    throw error;
  }
}

/**
 * Refuses an account that is linked already. Keycloak links any number of users to one account
 * (contract/onboarding: "links any number of users to one account"), and then cannot tell them apart at sign-in.
 */
function createLinked(
  { locks }: Dependencies,
  { tenant: { realm }, report }: Context,
  { provider, userId }: NonNullable<NewUser['identity']>,
  create: () => Promise<Onboarded>,
): Promise<Onboarded> {
  return locks.run(`identity/${JSON.stringify([realmKey(realm.name), provider, userId])}`, async () => {
    const holder = await realm.users.linkedTo(provider, userId);
    if (holder !== undefined) {
      report.conflictsWith({ type: 'User', id: holder.id, name: holder.username });
      throw new ScimError(
        'uniqueness',
        'Another user of the realm is linked to this account of the identity provider already.',
      );
    }
    return create();
  });
}

/** Does one step of completing a user; deletes the user if it fails. */
async function completeStep(
  { grants, rollback }: Dependencies,
  { tenant: { realm } }: Context,
  { id, user }: Onboarded,
  work: () => Promise<void>,
  toAnswer: (error: unknown) => unknown,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    grants.forget(realm);
    const answer = toAnswer(error);
    if (await rollback.remove(realm, id, partialUser(user))) throw answer;
    throw withHint(answer, `User ${id} is incomplete, and still to be deleted.`);
  }
}

/** Gives a user what cannot be part of the creation; deletes the user if that fails. */
async function complete(
  dependencies: Dependencies,
  context: Context,
  { invitation }: OnboardingRules,
  onboarded: Onboarded,
  roles: readonly KeycloakRole[],
): Promise<void> {
  const { id, user } = onboarded;
  if (roles.length > 0) {
    const giveRoles = () => context.tenant.realm.roles.give({ user: id }, roles);
    await completeStep(dependencies, context, onboarded, giveRoles, rolesError);
  }
  if (invitation !== undefined) {
    const sendInvitation = () => invite(context, invitation, id, user);
    await completeStep(dependencies, context, onboarded, sendInvitation, invitationError);
  }
}

/** Tells which roles and groups a user was given. */
const grantsGiven = (roleNames: readonly string[], groups: readonly string[]): Change[] => [
  ...(roleNames.length === 0 ? [] : [{ what: 'rolesGiven', names: roleNames } as const]),
  ...(groups.length === 0 ? [] : [{ what: 'groupsGiven', names: groups } as const]),
];

async function onboard(
  dependencies: Dependencies,
  context: Context,
  rules: OnboardingRules,
  resource: JsonObject,
  mapped: NewUser,
): Promise<Onboarded> {
  const { realm } = context.tenant;
  const { roles, roleNames } = await dependencies.grants.resolve(realm, rules);
  const user = withRules(context, rules, resource, mapped);
  await dependencies.rollback.completePending(realm, partialUser(user));
  const isComplete = roles.length === 0 && rules.invitation === undefined;
  const create = async (): Promise<Onboarded> => ({
    id: await createUser(dependencies, context, user, isComplete),
    user,
  });
  const onboarded =
    user.identity === undefined
      ? await create()
      : await createLinked(dependencies, context, user.identity, create);
  await complete(dependencies, context, rules, onboarded, roles);
  const { report } = context;
  for (const change of grantsGiven(roleNames, user.groups ?? [])) report.did(change);
  if (user.identity !== undefined) report.did({ what: 'linked', names: [user.identity.provider] });
  if (rules.invitation !== undefined) report.did({ what: 'invited' });
  return onboarded;
}

/** Creates the onboarding of all realms. */
export function createOnboarding(parts: OnboardingParts): Onboarding {
  const dependencies: Dependencies = { ...parts, grants: createGrantResolver() };
  return {
    async restore({ tenant: { realm, config } }, id) {
      if (config.onboarding === undefined) return [];
      const { roles, roleNames, groups } = await dependencies.grants.resolve(realm, config.onboarding);
      await realm.roles.give({ user: id }, roles);
      for (const path of groups) {
        const group = await realm.tree.byPath(path);
        if (group !== undefined) await realm.tree.join(group.id, id);
      }
      return grantsGiven(roleNames, groups);
    },
    async create(context, resource, user) {
      const { realm, config } = context.tenant;
      await refuseAdministrators(context);
      if (config.onboarding === undefined) return { id: await realm.users.create(user), user };
      return onboard(dependencies, context, config.onboarding, resource, user);
    },
  };
}
