import type { KeyServerStatus } from '../contract.ts';
import { Problem } from '../problem.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { route, type AdminRequest, type AdminRoute, type AdminTools } from '../route.ts';
import { listOf, object } from '../schemas.ts';

/** Asks for the keys of every issuer that the realm trusts, all at once. */
export function keyServersOf(
  { credentials: { issuers, realmTokens } }: Tenant,
  { keySets }: Pick<AdminTools, 'keySets'>,
): Promise<KeyServerStatus[]> {
  const trusted = realmTokens === undefined ? issuers : [...issuers, realmTokens];
  return Promise.all(
    trusted.map(async ({ label, keys }): Promise<KeyServerStatus> => {
      const problem = await keySets.failureOf(keys);
      return {
        issuer: label,
        reachable: problem === undefined,
        ...(problem === undefined ? {} : { problem }),
      };
    }),
  );
}

async function keyServers({ realm, tools }: AdminRequest): Promise<KeyServerStatus[]> {
  const { tenant } = await tools.findTenant(realm);
  if (tenant !== undefined) return keyServersOf(tenant, tools);
  throw new Problem('conflict', 'The realm is not served; its status says why.');
}

/** The route that says whether the key servers of a realm's issuers can be reached. */
export const KEY_SERVER_ROUTES: readonly AdminRoute[] = [
  route('GET /key-servers', {
    operationId: 'checkKeyServers',
    summary:
      'Whether the bridge can get the keys of each issuer that the realm trusts; each key server is asked at most once per cooldown.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The issuers.',
        schema: listOf(
          object(
            {
              issuer: { type: 'string', description: 'The name of the issuer.' },
              reachable: { type: 'boolean' },
              problem: { type: 'string', description: 'Why its keys cannot be had.' },
            },
            ['issuer', 'reachable'],
          ),
        ),
      },
    },
    handle: async (request) => ({ status: 200, body: await keyServers(request) }),
  }),
];
