import { outageError } from '../../keycloak/port/outage.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakRole } from '../../keycloak/port/roles.ts';
import type { NewUser } from '../../keycloak/port/users.ts';
import type { Context } from '../context.ts';
import type { Locks } from '../../state/locks.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { OnboardingRules } from '../../tenants/config.ts';
import {
  countingGrants,
  defaultGrantFindings,
  type DefaultGrant,
} from '../../tenants/references/defaultGrants.ts';
import { formatFinding } from '../../tenants/lint.ts';
import { formatTenantKey, tenantKey } from '../../tenants/tenantKey.ts';
import { createGivenFinder, misconfigured } from './grants.ts';
import { halfUser, type HalfMade } from './rollback.ts';
import { identityOf } from './identityLink.ts';
import { invite, mailError } from './invitation.ts';

/** A user as it was made, with what the rules of the realm add. */
interface Onboarded {
  readonly id: string;
  readonly user: NewUser;
}

/** Makes users together with what the rules of their realm give to new ones. */
export interface Onboarding {
  /** Creates a user of whom a client sent this resource; one who cannot be completed is not left behind. */
  create(context: Context, resource: JsonObject, user: NewUser): Promise<Onboarded>;
  /** Gives roles and groups to a user who is there again: to the client that creates it, it is new. */
  restore(context: Context, id: string): Promise<void>;
}

/** What onboarding is made of. */
export interface OnboardingParts {
  readonly locks: Locks;
  readonly halfMade: HalfMade;
}

/** What a client is told when roles cannot be given. */
function rolesError(error: unknown): unknown {
  if (!(error instanceof KeycloakError)) return error;
  const { failure, message } = error;
  return failure === 'notFound' || failure === 'refused'
    ? misconfigured('a role that cannot be given', '/onboarding', message, error)
    : outageError(error);
}

/** What the rules add to a user who is created; what the mapping says itself counts. */
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

/** Throws where every new user would administer the realm; looks again before, so that it is enough to mend the realm. */
async function refuseAdministrators({ tenant: { config, defaultGrants } }: Context): Promise<void> {
  const { grants, read } = defaultGrants;
  if (grants !== undefined && countingGrants(config, grants).length === 0) return;
  let now: readonly DefaultGrant[];
  try {
    now = await read();
  } catch (error) {
    throw error instanceof KeycloakError ? outageError(error) : error;
  }
  const findings = defaultGrantFindings(config, now);
  if (findings.length === 0) return;
  throw new ScimError(
    'misconfigured',
    'Every new user of the realm would administer it; nobody is created.',
    {
      hint: findings.map(formatFinding).join(' '),
    },
  );
}

const amended = (error: unknown, sentence: string): unknown =>
  error instanceof ScimError
    ? new ScimError(error.code, error.message, {
        headers: { ...error.headers },
        hint: `${error.hint ?? error.message} ${sentence}`,
        cause: error.cause,
      })
    : error;

/** Creates what makes users as the rules of their realm say. */
export function createOnboarding({ locks, halfMade }: OnboardingParts): Onboarding {
  const given = createGivenFinder();

  /** Creates the user itself; `isComplete` says whether nothing is to follow. */
  async function make(context: Context, user: NewUser, isComplete: boolean): Promise<string> {
    const { realm, config } = context.tenant;
    try {
      return await realm.users.create(user);
    } catch (error) {
      if (!(error instanceof KeycloakError)) throw error;
      const isUnknown = error.failure === 'unavailable' || error.failure === 'timeout';
      if (isUnknown && !isComplete) {
        halfMade.expect(realm, halfUser(user));
        throw amended(outageError(error), 'If the user was created all the same, it is deleted again.');
      }
      const { onboarding: rules = {} } = config;
      if (error.status === 500 && user.groups !== undefined) {
        // A path that leads nowhere is answered like this; looked for again, it is named.
        given.forget(realm);
        await given.find(realm, rules);
      }
      throw error;
    }
  }

  /** Gives what cannot be part of the creation, and takes the user away again when that fails. */
  async function complete(
    context: Context,
    rules: OnboardingRules,
    made: Onboarded,
    roles: readonly KeycloakRole[],
  ): Promise<void> {
    const { realm } = context.tenant;
    const step = async (work: () => Promise<void>, inWords: (error: unknown) => unknown): Promise<void> => {
      try {
        await work();
      } catch (error) {
        given.forget(realm);
        const told = inWords(error);
        if (await halfMade.remove(realm, made.id, halfUser(made.user))) throw told;
        throw amended(told, `User ${made.id} is half made, and still to be deleted.`);
      }
    };
    if (roles.length > 0) await step(() => realm.roles.give({ user: made.id }, roles), rolesError);
    const { invitation } = rules;
    if (invitation !== undefined) {
      await step(() => invite(context, invitation, made.id, made.user), mailError);
    }
  }

  async function onboard(
    context: Context,
    rules: OnboardingRules,
    resource: JsonObject,
    plain: NewUser,
  ): Promise<Onboarded> {
    const { realm } = context.tenant;
    const { roles } = await given.find(realm, rules);
    const user = withRules(context, rules, resource, plain);
    await halfMade.settle(realm, halfUser(user));
    const isComplete = roles.length === 0 && rules.invitation === undefined;
    const create = async (): Promise<Onboarded> => ({ id: await make(context, user, isComplete), user });
    const made = user.identity === undefined ? await create() : await linked(context, user.identity, create);
    await complete(context, rules, made, roles);
    return made;
  }

  /** Keycloak links two users to one account without a word; then neither can be told at login. */
  function linked(
    { tenant: { realm } }: Context,
    { provider, userId }: NonNullable<NewUser['identity']>,
    create: () => Promise<Onboarded>,
  ): Promise<Onboarded> {
    const key = JSON.stringify([formatTenantKey(tenantKey(realm.name)), provider, userId]);
    return locks.run(`identity/${key}`, async () => {
      if (await realm.users.isLinked(provider, userId)) {
        throw new ScimError(
          'uniqueness',
          'Another user of the realm is linked to this account of the identity provider already.',
        );
      }
      return create();
    });
  }

  return {
    async restore({ tenant: { realm, config } }, id) {
      if (config.onboarding === undefined) return;
      const { roles, groups } = await given.find(realm, config.onboarding);
      await realm.roles.give({ user: id }, roles);
      for (const path of groups) {
        const group = await realm.tree.byPath(path);
        if (group !== undefined) await realm.tree.join(group.id, id);
      }
    },
    async create(context, resource, user) {
      const { realm, config } = context.tenant;
      await refuseAdministrators(context);
      if (config.onboarding === undefined) return { id: await realm.users.create(user), user };
      return onboard(context, config.onboarding, resource, user);
    },
  };
}
