import { addressFindings } from '../../../mappers/addressFindings.ts';
import type { Finding as LintFinding } from '../../../mappers/console/consoleMappers.ts';
import { readTenantConfig, SCIM_CLIENT_ID, ATTRIBUTE } from '../../tenants/config.ts';
import { lint, lintSecret } from '../../tenants/lint.ts';
import { findingOf as findingOfReference } from '../../tenants/references/checkReferences.ts';
import { defaultGrantFindings } from '../../tenants/references/defaultGrants.ts';
import { REALM_FINDINGS } from '../codes.ts';
import { check } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** What a hint begins with that only says what was probably meant. */
const GUESS = /^(Did you mean|There (is|are)) /;

/** A finding of the lint, which `enable` and `status` report too, as one of the examination. */
function foundOf({ code, where, sentence, hint }: LintFinding): Found {
  const isGuess = hint !== undefined && GUESS.test(hint);
  return {
    code,
    where,
    evidence: sentence,
    remedy: isGuess ? `${REALM_FINDINGS[code].remedy} ${hint}` : hint,
  };
}

/** Whether the client says that SCIM is switched on. */
const isSwitchedOn = (client: Facts['client']): boolean =>
  client?.enabled === true && client.attributes[ATTRIBUTE.enabled] === 'true';

/** Why SCIM is switched off; `undefined` if it is not. */
function offReason(client: Facts['client'], { enabled: realmIsEnabled }: Facts['settings']) {
  const where = `client ${SCIM_CLIENT_ID}`;
  if (!realmIsEnabled) {
    return { where: 'realm', evidence: 'The realm is disabled.', remedy: 'Enable it in Realm settings.' };
  }
  if (isSwitchedOn(client)) return undefined;
  if (client === undefined) return { where, evidence: 'The realm has no such client.' };
  if (!client.enabled) return { where, evidence: 'The client is disabled.' };
  const value = client.attributes[ATTRIBUTE.enabled];
  return {
    where,
    evidence: `Its attribute ${ATTRIBUTE.enabled} is ${value === undefined ? 'missing' : `"${value}"`}.`,
  };
}

/** The checks of the configuration of a realm: what `enable` wrote, and what it refers to. */
export const CONFIGURATION_CHECKS = [
  check({
    check: 'SCIM is switched on',
    needs: ['client', 'settings'],
    run({ client, settings }) {
      const reason = offReason(client, settings);
      return reason === undefined ? [] : [{ code: 'notEnabled', ...reason }];
    },
  }),
  check({
    check: 'served by the bridge',
    needs: ['loaded', 'client'],
    run: ({ loaded: { tenant, reason = '' }, client }) =>
      // That SCIM is switched off is a finding of its own.
      tenant === undefined && isSwitchedOn(client)
        ? [{ code: 'notServed', where: 'bridge', evidence: reason }]
        : [],
    seen: ({ loaded: { tenant } }) => `profile ${tenant?.profile.name ?? ''}`,
  }),
  check({
    check: 'configuration',
    needs: ['client', 'config', 'profile'],
    run: ({ client }) =>
      readTenantConfig(client?.attributes ?? {}).problems.map((evidence) => ({
        code: 'configuration',
        where: `client ${SCIM_CLIENT_ID}`,
        evidence,
        remedy: 'Remove the attribute in Clients > scim-endpoint > Attributes, and create another token.',
      })),
    seen: ({ config }) => `revision ${config.revision ?? 0}`,
  }),
  check({
    check: 'mapping and user profile',
    needs: ['profile', 'config', 'settings'],
    run: ({ profile, config, settings }) => lint(profile, config, settings).map(foundOf),
    seen: ({ profile }) => `${profile.user.rows.length + profile.group.rows.length} rows`,
  }),
  check({
    check: 'addresses for the clients of the profile',
    needs: ['profile', 'scimUrls'],
    run: ({ profile, scimUrls }) => addressFindings(profile.name, scimUrls).map(foundOf),
    seen: ({ scimUrls }) => scimUrls.join(', '),
  }),
  check({
    check: 'names in rules',
    needs: ['broken'],
    run: ({ broken }) => broken.map(findingOfReference).map(foundOf),
  }),
  check({
    check: 'default roles and groups',
    needs: ['config', 'grants'],
    run: ({ config, grants }) => defaultGrantFindings(config, grants).map(foundOf),
    seen: () => 'grant no administration',
  }),
  check({
    check: 'secret of the realm',
    needs: ['loaded'],
    run: ({ loaded: { tenant } }) => (tenant === undefined ? [] : lintSecret(tenant.realm).map(foundOf)),
  }),
  check({
    check: 'brake on leavers',
    needs: ['brakeHolds'],
    run: ({ brakeHolds }) =>
      brakeHolds ? [{ code: 'brake', where: 'bridge', evidence: 'The brake holds.' }] : [],
  }),
] as const;
