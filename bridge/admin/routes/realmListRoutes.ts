import { PAGE_PARAMETERS, readRealmPage } from '../realmPages.ts';
import { loadedTenant, summaryOf } from '../realmState.ts';
import { route, type AdminRoute } from '../route.ts';
import { listOf, object, REALM_MEMBERS } from '../schemas.ts';

/** The route that lists realms. */
export const REALM_LIST_ROUTES: readonly AdminRoute[] = [
  route('GET /realms', {
    operationId: 'listRealms',
    aboutAllRealms: true,
    summary:
      'The realms that the bridge is to serve, below the path of whatever realm; those in which the caller lacks the right are left out.',
    rights: 'view-clients',
    query: PAGE_PARAMETERS,
    answers: {
      200: {
        description: 'A page of them, sorted by name; it may have fewer than `limit`, or none.',
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
      const { visible, ...next } = await readRealmPage(request, request.tools.index());
      const realms = await Promise.all(
        visible.map(async ({ realm, client }) =>
          summaryOf(realm, client, await loadedTenant(request.tools, realm)),
        ),
      );
      return { status: 200, body: { realms, ...next } };
    },
  }),
];
