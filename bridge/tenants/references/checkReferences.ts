import type { Finding } from '../../../mappers/console/consoleMappers.ts';
import { didYouMean } from '../../../documents/mistakes.ts';
import { mappablePaths } from '../../../mappers/document/rowPath.ts';
import { MARKER_ROLE, type KeycloakRealm } from '../../keycloak/port/port.ts';
import { ScimError } from '../../../scim/errors.ts';
import { compilePath } from '../../../scim/path/read.ts';
import { ATTRIBUTE, ConfigError, type OnboardingRules } from '../config.ts';
import { clientMistakes, GIVES_ADMINISTRATION, near, roleMistakes, seen, type Broken } from './checkRoles.ts';
import { findingLine } from '../lint.ts';
import { rolesNamed } from './roleRef.ts';
import type { Tenant } from '../tenant.ts';

/** What is checked: the rules of a realm, against what Keycloak and the schema of its users have. */
export type Referring = Pick<Tenant, 'realm' | 'config' | 'userType'>;

async function groupMistakes(realm: KeycloakRealm, paths: readonly string[]): Promise<Broken[]> {
  const found = paths.map(async (path, at): Promise<Broken[]> => {
    const pointer = `/onboarding/groups/${at}`;
    const there = await seen(() => realm.tree.byPath(path));
    if (there === undefined) return [];
    const { value: group } = there;
    if (group === undefined) return [{ pointer, sentence: `There is no group "${path}".` }];
    const rights = await seen(() => realm.administration.ofGroup(group));
    if (rights === undefined || rights.value.length === 0) return [];
    return [{ pointer, sentence: `The group "${path}" ${GIVES_ADMINISTRATION}` }];
  });
  return (await Promise.all(found)).flat();
}

/** Keycloak leaves out of a new user what it does not know, without a word. */
async function actionMistakes(
  realm: KeycloakRealm,
  { requiredActions = [], invitation: { actions = [] } = {} }: OnboardingRules,
): Promise<Broken[]> {
  const named = [
    ...requiredActions.map((name, at) => ({ name, pointer: `/onboarding/requiredActions/${at}` })),
    ...actions.map((name, at) => ({ name, pointer: `/onboarding/invitation/actions/${at}` })),
  ];
  const there = named.length === 0 ? undefined : await seen(() => realm.names.requiredActions());
  if (there === undefined) return [];
  return named
    .filter(({ name }) => !there.value.includes(name))
    .map(({ name, pointer }) => ({
      pointer,
      sentence: `There is no required action "${name}".`,
      hint: didYouMean(name, there.value),
    }));
}

async function identityMistakes(
  { realm, userType }: Referring,
  { identityProvider: rule }: OnboardingRules,
): Promise<Broken[]> {
  if (rule === undefined) return [];
  const place = '/onboarding/identityProvider';
  const { alias, ...paths } = rule;
  const broken = Object.entries(paths).flatMap(([member, path]): Broken[] => {
    try {
      compilePath(userType, path);
      return [];
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const hint = didYouMean(
        path,
        mappablePaths(userType).filter((name) => name !== path),
      );
      return [{ pointer: `${place}/${member}`, sentence: error.message, hint }];
    }
  });
  const there = await seen(() => realm.names.hasIdentityProvider(alias));
  if (there?.value !== false) return broken;
  const hint = await near(alias, () => realm.names.identityProviders());
  const missing = { pointer: `${place}/alias`, sentence: `There is no identity provider "${alias}".`, hint };
  return [missing, ...broken];
}

async function onboardingMistakes(referring: Referring, made: readonly string[]): Promise<Broken[]> {
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
      : clientMistakes(realm, clientId, '/onboarding/invitation/clientId').then(({ broken }) => broken),
  ]);
  return found.flat();
}

/** Everything that the rules of a realm name and that is not there, as far as whoever asks may see it; `made` are realm roles that are about to be made. */
export async function brokenReferences(
  referring: Referring,
  made: readonly string[] = [],
): Promise<Finding[]> {
  const { realm, config } = referring;
  const ofGroups = (config.groups?.roles ?? []).map((rule, at) =>
    roleMistakes(realm, rolesNamed(rule, `/groups/roles/${at}`), made),
  );
  const broken = (await Promise.all([onboardingMistakes(referring, made), ...ofGroups])).flat();
  return broken.map(({ pointer, sentence, hint }) => ({
    code: 'missing',
    where: `${ATTRIBUTE.config}#${pointer}`,
    sentence,
    hint,
  }));
}

/** Throws a `ConfigError` with everything that the rules of a realm name and that is not there. */
export async function checkReferences(referring: Referring): Promise<void> {
  const broken = await brokenReferences(referring);
  if (broken.length > 0) throw new ConfigError(broken.map(findingLine).join('\n'));
}
