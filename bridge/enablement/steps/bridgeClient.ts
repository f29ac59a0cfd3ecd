import { realmSecret } from '../../keycloak/auth/realmSecret.ts';
import { required } from '../../keycloak/port/required.ts';
import { ADMIN_API_SCOPE } from '../../keycloak/port/adminApiScope.ts';
import type { ClientDescription } from '../../keycloak/setup/client.ts';
import { neededRights } from '../../tenants/realmNeeds.ts';
import { step, type StepContext } from './step.ts';

/** What the bridge's client is called in Keycloak's console. */
export const BRIDGE_CLIENT = {
  name: 'SCIM bridge',
  description: "The SCIM bridge's own account in this realm.",
} as const;

/** The bridge's client in a realm, with a secret that is derived from the bridge's own. */
function bridgeClient({ setup, options }: StepContext): ClientDescription {
  const { bridgeClientId, bridgeClientSecret, bridgePublicKeys } = options;
  return {
    clientId: bridgeClientId,
    ...BRIDGE_CLIENT,
    secret: bridgeClientSecret === undefined ? undefined : realmSecret(bridgeClientSecret, setup.name),
    publicKeys: bridgePublicKeys,
  };
}

/** Creates the bridge's client in the realm. */
export const ensureBridgeClient = step({
  name: 'client of the bridge',
  part: ({ setup }) => setup.parts.client,
  desired: bridgeClient,
  results: ({ actual }) => ({ bridgeClient: actual }),
  report: ({ desired, outcome }) => [[`client ${desired.clientId}`, outcome]],
});

/** Grants the bridge's account its rights over the realm. */
export const bridgeRights = step({
  name: 'rights of the bridge',
  part: ({ setup }) => setup.parts.rights,
  desired({ desired: { config }, options, results }) {
    const client = required(results.bridgeClient, `the client ${options.bridgeClientId}`);
    return { client, ...neededRights(config) };
  },
  report: ({ desired, outcome }) => [[`rights ${desired.granted.join(', ')}`, outcome]],
});

/**
 * Gives the bridge's client the scope without which Keycloak refuses its tokens, from the version on that has the scope;
 * Keycloak gives it to clients of its own only.
 */
export const adminApiScope = step({
  name: `client scope ${ADMIN_API_SCOPE}`,
  part: ({ setup }) => setup.parts.scopeAssignment,
  desired({ options, results }) {
    const { scopeIds } = results;
    if (scopeIds?.has(ADMIN_API_SCOPE) !== true) return undefined;
    const client = required(results.bridgeClient, `the client ${options.bridgeClientId}`);
    return {
      client,
      scopeId: scopeIds.get(ADMIN_API_SCOPE),
      scopeName: ADMIN_API_SCOPE,
      kind: 'default' as const,
    };
  },
});
