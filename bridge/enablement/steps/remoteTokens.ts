import { SCOPE_DESCRIPTION } from '../../keycloak/setup/removals.ts';
import { SCIM_SCOPE } from '../../tenants/config.ts';
import { MIN_TOKEN_SECONDS, TOKEN_LIFESPAN_ATTRIBUTE } from '../../tenants/realmNeeds.ts';
import { endpointAttributes } from './endpointAttributes.ts';
import { endpointClientOf, step } from './step.ts';

const AUDIENCES = 'audience of its tokens';

/** Puts the realm's SCIM URLs into the access tokens of its SCIM client, as audiences. */
const audiences = step({
  name: AUDIENCES,
  part: ({ setup }) => setup.parts.audiences,
  desired: (context) => ({ client: endpointClientOf(context), audiences: context.desired.scimUrls }),
  // A mapper more is a change of what was there already.
  report: ({ actual, outcome }) => [
    [AUDIENCES, outcome === 'created' && actual.length > 0 ? 'changed' : outcome],
  ],
});

/** Lets these tokens live for an hour at least. Sessions of the realm that are shorter still end them (contract/remote-tokens). */
const lifetime = step({
  name: 'lifetime of its tokens',
  part: endpointAttributes,
  desired(context) {
    const { [TOKEN_LIFESPAN_ATTRIBUTE]: lifespan = '' } = endpointClientOf(context).attributes;
    const isLongEnough = Number(lifespan) >= MIN_TOKEN_SECONDS;
    return {
      attributes: { [TOKEN_LIFESPAN_ATTRIBUTE]: isLongEnough ? lifespan : String(MIN_TOKEN_SECONDS) },
    };
  },
});

/** Creates the client scope; reported with its assignment. */
const clientScope = step({
  name: `client scope ${SCIM_SCOPE} of the realm`,
  part: ({ setup }) => setup.parts.clientScope,
  desired: () => ({ name: SCIM_SCOPE, description: SCOPE_DESCRIPTION }),
  results: ({ actual, outcome }) => ({ scopeIds: actual, scopeCreated: outcome === 'created' }),
  report: () => [],
});

/** Lets the SCIM client ask for the scope: Keycloak refuses scopes that a client does not have (contract/remote-tokens). */
const optionalScope = step({
  name: `client scope ${SCIM_SCOPE}`,
  part: ({ setup }) => setup.parts.scopeAssignment,
  desired: (context) => ({
    client: endpointClientOf(context),
    scopeId: context.results.scopeIds?.get(SCIM_SCOPE),
    scopeName: SCIM_SCOPE,
    kind: 'optional' as const,
  }),
  report: ({ outcome }, { results }) => [
    [
      `client scope ${SCIM_SCOPE}`,
      outcome === 'changed' && results.scopeCreated === true ? 'created' : outcome,
    ],
  ],
});

/** The steps that make the tokens which Keycloak gives the realm's SCIM client good for SCIM. */
export const REMOTE_TOKEN_STEPS = [audiences, lifetime, clientScope, optionalScope] as const;
