import { addressFindings } from '../../../mappers/addressFindings.ts';
import type { Finding as LintFinding } from '../../../mappers/finding.ts';
import { readTenantConfig, SCIM_CLIENT_ID, ATTRIBUTE } from '../../tenants/config.ts';
import { lint, lintSecret } from '../../tenants/lint.ts';
import { findingOf as findingOfReference } from '../../tenants/references/checkReferences.ts';
import { defaultGrantFindings } from '../../tenants/references/defaultGrants.ts';
import { check } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Found } from '../finding.ts';
import { isSuggestion } from '../../../documents/suggest.ts';
import { message } from '../../../documents/text.ts';

/** A finding of the lint, which `enable` and `status` report too, as one of the examination. */
function foundOf({ code, where, sentence, hint }: LintFinding): Found {
  return {
    code,
    where,
    evidence: sentence,
    ...(hint !== undefined && isSuggestion(hint) ? { suggestion: hint } : { remedy: hint }),
  };
}

/** Whether the client says that SCIM is switched on. */
const isSwitchedOn = (client: Facts['client']): boolean =>
  client?.enabled === true && client.attributes[ATTRIBUTE.enabled] === 'true';

/** Whether somebody has switched SCIM off: a client without the switch has never been switched on. */
export const isSwitchedOff = (client: Facts['client']): boolean =>
  client?.enabled === false || client?.attributes[ATTRIBUTE.enabled] === 'false';

/** Finds out why SCIM is not switched on; `undefined` if it is. */
function findOff(client: Facts['client'], { enabled: realmIsEnabled }: Facts['settings']): Found | undefined {
  const where = message('client {clientId}', { clientId: SCIM_CLIENT_ID });
  const code = 'notEnabled';
  if (isSwitchedOff(client)) {
    const evidence = message('SCIM is switched off: every request of an identity provider is answered 401.');
    return { code: 'switchedOff', where, evidence };
  }
  if (!realmIsEnabled) {
    return {
      code,
      where: message('realm'),
      evidence: message('The realm is disabled.'),
      remedy: message('Enable it in Realm settings.'),
    };
  }
  if (isSwitchedOn(client)) return undefined;
  if (client === undefined) return { code, where, evidence: message('The realm has no such client.') };
  const value = client.attributes[ATTRIBUTE.enabled];
  return {
    code,
    where,
    evidence:
      value === undefined
        ? message('Its attribute {attribute} is missing.', { attribute: ATTRIBUTE.enabled })
        : message('Its attribute {attribute} is "{value}".', { attribute: ATTRIBUTE.enabled, value }),
  };
}

/** The checks of the configuration of a realm: what `enable` wrote, and what it refers to. */
export const CONFIGURATION_CHECKS = [
  check({
    check: 'SCIM is switched on',
    needs: ['client', 'settings'],
    whileOff: true,
    run({ client, settings }) {
      const found = findOff(client, settings);
      return found === undefined ? [] : [found];
    },
  }),
  check({
    check: 'served by the bridge',
    needs: ['loaded', 'client'],
    run: ({ loaded: { tenant, reason = '' }, client }) =>
      // That SCIM is switched off is a finding of its own.
      tenant === undefined && isSwitchedOn(client)
        ? [{ code: 'notServed', where: message('bridge'), evidence: reason }]
        : [],
    seen: ({ loaded: { tenant } }) => message('profile {profile}', { profile: tenant?.profile.name ?? '' }),
  }),
  check({
    check: 'configuration',
    needs: ['client', 'config', 'profile'],
    whileOff: true,
    run: ({ client }) =>
      readTenantConfig(client?.attributes ?? {}).problems.map((evidence) => ({
        code: 'configuration',
        where: message('client {clientId}', { clientId: SCIM_CLIENT_ID }),
        evidence,
        remedy: message(
          'Remove the attribute in Clients > scim-endpoint > Attributes, and create another token.',
        ),
      })),
    seen: ({ config }) => message('revision {revision}', { revision: config.revision ?? 0 }),
  }),
  check({
    check: 'mapping and user profile',
    needs: ['profile', 'config', 'settings'],
    run: ({ profile, config, settings }) => lint(profile, config, settings).map(foundOf),
    seen: ({ profile }) =>
      message('{rows} rows', { rows: profile.user.rows.length + profile.group.rows.length }),
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
    seen: () => message('grant no administration'),
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
      brakeHolds ? [{ code: 'brake', where: message('bridge'), evidence: message('The brake holds.') }] : [],
  }),
] as const;
