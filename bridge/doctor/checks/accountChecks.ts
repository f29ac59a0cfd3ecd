import { ADMIN_API_SCOPE } from '../../keycloak/port/adminApiScope.ts';
import { neededRights } from '../../tenants/realmNeeds.ts';
import { check } from '../check.ts';
import { isFrom } from '../version.ts';
import { message } from '../../../documents/text.ts';

/** The oldest version of Keycloak that the bridge is tested with. */
const OLDEST_VERSION = '26.4';

/** The first version of Keycloak of which nothing is known yet. */
const UNKNOWN_VERSION = '26.9';

/** Whether a right comes along with others, and shows next to nothing. */
const isHarmless = (right: string): boolean => right.startsWith('query-');

/** From this difference on the clocks are set wrong; Keycloak refuses assertions from 15 seconds on. */
const MAX_CLOCK_SECONDS = 5;

/** From this size on a token is too large for the usual proxy, which takes 8 KiB for a header line. */
const MAX_TOKEN_BYTES = 7_500;

/** The checks of Keycloak itself, and of the bridge's account in the realm. */
export const ACCOUNT_CHECKS = [
  check({
    check: 'version of Keycloak',
    needs: ['version'],
    run({ version }) {
      const isKnown = isFrom(version, OLDEST_VERSION) && !isFrom(version, UNKNOWN_VERSION);
      return isKnown
        ? []
        : [
            {
              code: 'keycloakVersion',
              where: 'Keycloak',
              evidence: message('It is {version}.', { version }),
            },
          ];
    },
    seen: ({ version }) => version,
  }),
  check({
    check: "Keycloak's own SCIM API",
    needs: ['settings', 'server'],
    run: ({ settings, server }) =>
      settings.hasOwnScimApi && server.hasOwnScimApi
        ? [
            {
              code: 'ownScimApi',
              where: 'Realm settings > General',
              evidence: message('"SCIM API" is on.'),
            },
          ]
        : [],
    seen: () => message('off'),
  }),
  check({
    check: "the bridge's client",
    needs: ['bridgeClient'],
    run({ bridgeClient }, { bridgeClientId }) {
      const where = message('client {clientId}', { clientId: bridgeClientId });
      const problem =
        bridgeClient === undefined
          ? message('The realm has no such client.')
          : !bridgeClient.enabled
            ? message('The client is disabled.')
            : bridgeClient.hasServiceAccount
              ? undefined
              : message('The client has no service account.');
      return problem === undefined ? [] : [{ code: 'bridgeClient', where, evidence: problem }];
    },
    seen: (_, { bridgeClientId }) => bridgeClientId,
  }),
  check({
    check: "the bridge's rights",
    needs: ['rights', 'config'],
    run({ rights, config }, { bridgeClientId }) {
      if (rights === undefined) return [];
      const { granted } = neededRights(config);
      const missing = granted.filter((right) => !rights.includes(right));
      const surplus = rights.filter((right) => !granted.includes(right) && !isHarmless(right));
      const where = message('client {clientId}', { clientId: bridgeClientId });
      return [
        ...(missing.length === 0
          ? []
          : [
              {
                code: 'missingRight' as const,
                where,
                evidence: message('Its account lacks {rights}.', { rights: missing.toSorted() }),
              },
            ]),
        ...(surplus.length === 0
          ? []
          : [
              {
                code: 'surplusRight' as const,
                where,
                evidence: message('Its account has {rights} besides.', { rights: surplus.toSorted() }),
                remedy: message(
                  'Remove them in Clients > {clientId} > Service accounts roles, or from the groups and roles that contain them.',
                  { clientId: bridgeClientId },
                ),
              },
            ]),
      ];
    },
    seen: ({ config }) => neededRights(config).granted.toSorted().join(', '),
  }),
  check({
    check: `client scope ${ADMIN_API_SCOPE}`,
    needs: ['bridgeClient', 'clientScopes'],
    run: ({ bridgeClient, clientScopes }, { bridgeClientId }) =>
      bridgeClient === undefined ||
      !clientScopes.includes(ADMIN_API_SCOPE) ||
      bridgeClient.defaultScopes.includes(ADMIN_API_SCOPE)
        ? []
        : [
            {
              code: 'adminApiScope',
              where: message('client {clientId}', { clientId: bridgeClientId }),
              evidence: message('It lacks the client scope {scope}.', { scope: ADMIN_API_SCOPE }),
            },
          ],
    seen: ({ clientScopes }) =>
      clientScopes.includes(ADMIN_API_SCOPE) ? message('assigned') : message('not needed'),
  }),
  check({
    check: 'clocks',
    needs: ['trial'],
    run({ trial: { clockAheadSeconds } }) {
      const difference = Math.abs(clockAheadSeconds);
      if (difference < MAX_CLOCK_SECONDS) return [];
      const evidence =
        clockAheadSeconds > 0
          ? message("Keycloak's clock is {seconds} seconds ahead of the bridge's.", { seconds: difference })
          : message("Keycloak's clock is {seconds} seconds behind the bridge's.", { seconds: difference });
      return [{ code: 'clock', where: message('Keycloak and the bridge'), evidence }];
    },
    seen: () => message('within {seconds} seconds', { seconds: MAX_CLOCK_SECONDS }),
  }),
  check({
    check: 'size of the access token',
    needs: ['trial'],
    run: ({ trial: { tokenBytes } }, { bridgeClientId }) =>
      tokenBytes < MAX_TOKEN_BYTES
        ? []
        : [
            {
              code: 'tokenSize',
              where: message('client {clientId}', { clientId: bridgeClientId }),
              evidence: message('Its access token has {bytes} bytes; nginx takes 8,192 for a header line.', {
                bytes: tokenBytes,
              }),
            },
          ],
    seen: ({ trial: { tokenBytes } }) => message('{bytes} bytes', { bytes: tokenBytes }),
  }),
] as const;
