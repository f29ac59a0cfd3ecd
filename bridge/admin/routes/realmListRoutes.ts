import pLimit from 'p-limit';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { RealmSummary } from '../contract.ts';
import { clientOrNone, loadedTenant, reloadIfReplaced, summaryOf } from '../realmState.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, object, REALM_MEMBERS } from '../schemas.ts';

/** Maximum number of realms that are asked for at the same time, each with a call or two to Keycloak. */
const CONCURRENCY = 4;

/** Reads a realm with the caller's rights; `undefined` if the caller may not see it, or if it has just vanished. */
async function summaryFor({ as, tools }: AdminRequest, realm: string): Promise<RealmSummary | undefined> {
  try {
    const client = await clientOrNone(as(realm));
    await reloadIfReplaced(tools, realm, client);
    return summaryOf(realm, client, await loadedTenant(tools, realm));
  } catch (error) {
    const isHidden = error instanceof KeycloakError && ['refused', 'notFound'].includes(error.failure);
    if (isHidden) return undefined;
    throw error;
  }
}

/** The route that lists realms. */
export const REALM_LIST_ROUTES: readonly AdminRoute[] = [
  route('GET /realms', {
    operationId: 'listRealms',
    aboutAllRealms: true,
    summary:
      'The realms that the bridge is to serve, below the path of whatever realm; those in which the caller lacks the right are left out.',
    rights: 'view-clients',
    query: [
      {
        name: 'after',
        description: 'Only realms whose names follow this one: `next` of the page before.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      {
        name: 'limit',
        description: 'How many realms are looked at for one page; 100 by default, 500 at most.',
        schema: { type: 'string', pattern: '^([1-9]\\d?|[1-4]\\d\\d|500)$' },
      },
    ],
    answers: {
      200: {
        description: 'A page of them, sorted by name; it may have fewer than `limit`.',
        schema: object(
          {
            realms: listOf(object(REALM_MEMBERS)),
            next: {
              type: 'string',
              description: 'The `after` of the next page; absent if there are no more realms.',
            },
          },
          ['realms'],
        ),
      },
    },
    async handle(request) {
      const { tools, visibleRealms, query } = request;
      const { after, limit = '100' } = query;
      const visible = new Set(visibleRealms);
      const names = tools
        .index()
        .filter((name) => visible.has(name) && (after === undefined || name > after));
      const page = names.slice(0, Number(limit));
      const next = names.length > page.length ? page.at(-1) : undefined;
      const reads = pLimit(CONCURRENCY);
      const realms = await Promise.all(page.map((name) => reads(() => summaryFor(request, name))));
      return {
        status: 200,
        body: {
          realms: realms.filter((realm) => realm !== undefined),
          ...(next === undefined ? {} : { next }),
        },
      };
    },
  }),
];
