import type { Finding } from '../../../mappers/finding.ts';
import type { Mistake } from '../../../documents/mistake.ts';
import { didYouMean } from '../../../documents/suggest.ts';
import { mappablePaths } from '../../../mappers/document/rowPath.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import { MARKER_ROLE } from '../../keycloak/port/roles.ts';
import { ScimError } from '../../../scim/errors.ts';
import { compilePath } from '../../../scim/path/read.ts';
import type { OnboardingRules } from '../config.ts';
import { clientMistakes, ifVisible, referenceMistake, roleMistakes, suggest } from './checkRoles.ts';
import { grantsAdministration, roleRefsOf } from './roleRef.ts';
import type { Tenant } from '../tenant.ts';
import { message } from '../../../documents/text.ts';

/** The rules of a realm, and what their references are checked against: Keycloak and the schema of users. */
export type CheckedRules = Pick<Tenant, 'realm' | 'config' | 'userType'>;

async function groupMistakes(realm: KeycloakRealm, paths: readonly string[]): Promise<Mistake[]> {
  const ofPaths = paths.map(async (path, at): Promise<Mistake[]> => {
    const pointer = `/onboarding/groups/${at}`;
    const visible = await ifVisible(() => realm.tree.byPath(path));
    if (visible === undefined) return [];
    const { value: group } = visible;
    if (group === undefined)
      return [referenceMistake(pointer, 'missing', message('There is no group "{path}".', { path }))];
    const rights = await ifVisible(() => realm.administration.ofGroup(group));
    if (rights === undefined || rights.value.length === 0) return [];
    return [
      referenceMistake(
        pointer,
        'grantsAdministration',
        grantsAdministration(message('The group "{path}"', { path })),
      ),
    ];
  });
  return (await Promise.all(ofPaths)).flat();
}

/**
 * Keycloak drops unknown required actions of a new user silently (contract/onboarding: "drops unknown required actions
 * silently").
 */
async function actionMistakes(
  realm: KeycloakRealm,
  { requiredActions = [], invitation: { actions = [] } = {} }: OnboardingRules,
): Promise<Mistake[]> {
  const references = [
    ...requiredActions.map((name, at) => ({ name, pointer: `/onboarding/requiredActions/${at}` })),
    ...actions.map((name, at) => ({ name, pointer: `/onboarding/invitation/actions/${at}` })),
  ];
  const visible =
    references.length === 0 ? undefined : await ifVisible(() => realm.lookups.requiredActions());
  if (visible === undefined) return [];
  return references
    .filter(({ name }) => !visible.value.includes(name))
    .map(({ name, pointer }) =>
      referenceMistake(
        pointer,
        'missing',
        message('There is no required action "{name}".', { name }),
        didYouMean(name, visible.value),
      ),
    );
}

/**
 * Keycloak drops the link of a new user to an unknown identity provider silently (contract/onboarding: "drops a link to
 * an unknown identity provider silently").
 */
async function identityMistakes(
  { realm, userType }: CheckedRules,
  { identityProvider: rule }: OnboardingRules,
): Promise<Mistake[]> {
  if (rule === undefined) return [];
  const pointer = '/onboarding/identityProvider';
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
      return [referenceMistake(`${pointer}/${member}`, 'unknownPath', error.message, hint)];
    }
  });
  const visible = await ifVisible(() => realm.lookups.hasIdentityProvider(alias));
  if (visible?.value !== false) return ofPaths;
  const hint = await suggest(alias, () => realm.lookups.identityProviders());
  return [
    referenceMistake(
      `${pointer}/alias`,
      'missing',
      message('There is no identity provider "{alias}".', { alias }),
      hint,
    ),
    ...ofPaths,
  ];
}

async function onboardingMistakes(
  checkedRules: CheckedRules,
  pending: readonly string[],
): Promise<Mistake[]> {
  const { realm, config } = checkedRules;
  const { onboarding: rules } = config;
  if (rules === undefined) return [];
  const marker = { pointer: '/onboarding/markerRole', name: MARKER_ROLE };
  const { clientId } = rules.invitation ?? {};
  const mistakes = await Promise.all([
    roleMistakes(
      realm,
      [...roleRefsOf(rules, '/onboarding'), ...(rules.markerRole === true ? [marker] : [])],
      pending,
    ),
    groupMistakes(realm, rules.groups ?? []),
    actionMistakes(realm, rules),
    identityMistakes(checkedRules, rules),
    clientId === undefined
      ? []
      : clientMistakes(realm, clientId, '/onboarding/invitation/clientId').then((result) => result.mistakes),
  ]);
  return mistakes.flat();
}

/**
 * Lists references in the lifecycle rules that do not resolve, or that grant administration. References that the caller
 * may not see are skipped. `pending` are realm roles about to be created.
 */
export async function brokenReferences(
  checkedRules: CheckedRules,
  pending: readonly string[] = [],
): Promise<Mistake[]> {
  const { realm, config } = checkedRules;
  const ofGroups = (config.groups?.roles ?? []).map((rule, at) =>
    roleMistakes(realm, roleRefsOf(rule, `/groups/roles/${at}`), pending),
  );
  return (await Promise.all([onboardingMistakes(checkedRules, pending), ...ofGroups])).flat();
}

/** Returns a broken reference as a finding: the realm is served all the same. */
export const findingOf = ({ file, pointer, sentence, hint }: Mistake): Finding => ({
  code: 'missing',
  where: `${file}#${pointer}`,
  sentence,
  hint,
});

/** The broken references that are left if the mapping has mistakes: without it some attributes are not known. */
export const whateverTheMapping = (broken: readonly Mistake[], inMapping: readonly Mistake[]): Mistake[] =>
  broken.filter(({ code }) => inMapping.length === 0 || code !== 'unknownPath');
