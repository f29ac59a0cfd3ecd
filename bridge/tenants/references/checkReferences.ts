import type { Finding } from '../../../mappers/console/consoleMappers.ts';
import { DocumentError, type Mistake } from '../../../documents/mistake.ts';
import { didYouMean } from '../../../documents/suggest.ts';
import { mappablePaths } from '../../../mappers/document/rowPath.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import { MARKER_ROLE } from '../../keycloak/port/roles.ts';
import { ScimError } from '../../../scim/errors.ts';
import { compilePath } from '../../../scim/path/read.ts';
import type { OnboardingRules } from '../config.ts';
import { broken, clientMistakes, GIVES_ADMINISTRATION, near, roleMistakes, seen } from './checkRoles.ts';
import { rolesNamed } from './roleRef.ts';
import type { Tenant } from '../tenant.ts';

/** What is checked: the rules of a realm, against what Keycloak and the schema of its users have. */
export type Referring = Pick<Tenant, 'realm' | 'config' | 'userType'>;

async function groupMistakes(realm: KeycloakRealm, paths: readonly string[]): Promise<Mistake[]> {
  const found = paths.map(async (path, at): Promise<Mistake[]> => {
    const pointer = `/onboarding/groups/${at}`;
    const there = await seen(() => realm.tree.byPath(path));
    if (there === undefined) return [];
    const { value: group } = there;
    if (group === undefined) return [broken(pointer, 'missing', `There is no group "${path}".`)];
    const rights = await seen(() => realm.administration.ofGroup(group));
    if (rights === undefined || rights.value.length === 0) return [];
    return [broken(pointer, 'grantsAdministration', `The group "${path}" ${GIVES_ADMINISTRATION}`)];
  });
  return (await Promise.all(found)).flat();
}

/** Keycloak leaves out of a new user what it does not know, without a word. */
async function actionMistakes(
  realm: KeycloakRealm,
  { requiredActions = [], invitation: { actions = [] } = {} }: OnboardingRules,
): Promise<Mistake[]> {
  const named = [
    ...requiredActions.map((name, at) => ({ name, pointer: `/onboarding/requiredActions/${at}` })),
    ...actions.map((name, at) => ({ name, pointer: `/onboarding/invitation/actions/${at}` })),
  ];
  const there = named.length === 0 ? undefined : await seen(() => realm.names.requiredActions());
  if (there === undefined) return [];
  return named
    .filter(({ name }) => !there.value.includes(name))
    .map(({ name, pointer }) =>
      broken(pointer, 'missing', `There is no required action "${name}".`, didYouMean(name, there.value)),
    );
}

async function identityMistakes(
  { realm, userType }: Referring,
  { identityProvider: rule }: OnboardingRules,
): Promise<Mistake[]> {
  if (rule === undefined) return [];
  const place = '/onboarding/identityProvider';
  const { alias, ...paths } = rule;
  const ofPaths = Object.entries(paths).flatMap(([member, path]): Mistake[] => {
    try {
      compilePath(userType, path);
      return [];
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const hint = didYouMean(
        path,
        mappablePaths(userType).filter((name) => name !== path),
      );
      return [broken(`${place}/${member}`, 'unknownPath', error.message, hint)];
    }
  });
  const there = await seen(() => realm.names.hasIdentityProvider(alias));
  if (there?.value !== false) return ofPaths;
  const hint = await near(alias, () => realm.names.identityProviders());
  return [broken(`${place}/alias`, 'missing', `There is no identity provider "${alias}".`, hint), ...ofPaths];
}

async function onboardingMistakes(referring: Referring, made: readonly string[]): Promise<Mistake[]> {
  const { realm, config } = referring;
  const { onboarding: rules } = config;
  if (rules === undefined) return [];
  const marker = { pointer: '/onboarding/markerRole', name: MARKER_ROLE };
  const { clientId } = rules.invitation ?? {};
  const found = await Promise.all([
    roleMistakes(
      realm,
      [...rolesNamed(rules, '/onboarding'), ...(rules.markerRole === true ? [marker] : [])],
      made,
    ),
    groupMistakes(realm, rules.groups ?? []),
    actionMistakes(realm, rules),
    identityMistakes(referring, rules),
    clientId === undefined
      ? []
      : clientMistakes(realm, clientId, '/onboarding/invitation/clientId').then(({ mistakes }) => mistakes),
  ]);
  return found.flat();
}

/**
 * Lists the names in the rules of a realm that lead nowhere, or to administration. What the caller may not see is
 * skipped. `pending` are realm roles that are about to be created.
 */
export async function brokenReferences(
  referring: Referring,
  pending: readonly string[] = [],
): Promise<Mistake[]> {
  const { realm, config } = referring;
  const ofGroups = (config.groups?.roles ?? []).map((rule, at) =>
    roleMistakes(realm, rolesNamed(rule, `/groups/roles/${at}`), pending),
  );
  return (await Promise.all([onboardingMistakes(referring, pending), ...ofGroups])).flat();
}

/** A broken reference as an operator should know of it; the realm is served all the same. */
export const findingOf = ({ file, pointer, sentence, hint }: Mistake): Finding => ({
  code: 'missing',
  where: `${file}#${pointer}`,
  sentence,
  hint,
});

/** Throws a {@link DocumentError} with every broken reference. */
export async function checkReferences(referring: Referring): Promise<void> {
  const mistakes = await brokenReferences(referring);
  if (mistakes.length > 0) throw new DocumentError(mistakes);
}
