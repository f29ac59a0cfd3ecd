import { readTenantConfig } from '../../tenants/config.ts';
import type { Activity } from '../../journal/entry.ts';
import type { FleetRealm } from '../contract.ts';
import { firstExpiry, LIGHTS, lightOf, REASONS, RECENT_MS } from '../light.ts';
import { PAGE_PARAMETERS, readRealmPage, type VisibleRealm } from '../realmPages.ts';
import { loadedTenant, summaryOf } from '../realmState.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, object, REALM_MEMBERS } from '../schemas.ts';

/** What came of the requests to realms, by name. */
type Activities = ReadonlyMap<string, Activity>;

const NOTHING: Activity = { succeeded: 0, created: 0, failed: 0 };

const dateTime = (time: number): string => new Date(time).toISOString();

/** The names of all realms that are or were to be served, and match the search, sorted. */
function realmsOf({ tools, query: { search = '' } }: AdminRequest): readonly string[] {
  const wanted = search.toLowerCase();
  const names = new Set([...tools.index(), ...tools.switchedOff()]);
  return [...names].filter((name) => name.toLowerCase().includes(wanted)).sort();
}

/** Tells how a realm stands; `activities` is `undefined` if the journal cannot be read. */
async function rowOf(
  { tools }: AdminRequest,
  { realm, client }: VisibleRealm,
  activities: Activities | undefined,
  now: number,
): Promise<FleetRealm> {
  const loaded = await loadedTenant(tools, realm);
  const { tenant } = loaded;
  const summary = summaryOf(realm, client, loaded);
  const { engaged: brakeEngaged } = await tools.brake.state(realm, tenant?.config.brake);
  const tokenExpires = firstExpiry(readTenantConfig(client.attributes), now);
  const activity = activities && (activities.get(realm) ?? NOTHING);
  const { lastUse, created = 0, failed = 0 } = activity ?? {};
  return {
    ...summary,
    ...lightOf({ enabled: summary.enabled, tenant, brakeEngaged, tokenExpires, activity }, now),
    ...(lastUse === undefined ? {} : { lastRequest: dateTime(lastUse) }),
    createdToday: created,
    failedToday: failed,
    ...(tokenExpires === undefined ? {} : { tokenExpires: dateTime(tokenExpires) }),
    brakeEngaged,
  };
}

const REASON_LIST = Object.entries(REASONS)
  .map(([code, { light, meaning }]) => `\`${code}\` (${light}): ${meaning}`)
  .join('; ');

const FLEET_REALM = object(
  {
    ...REALM_MEMBERS,
    light: { type: 'string', enum: LIGHTS },
    reasons: {
      ...listOf({ type: 'string', enum: Object.keys(REASONS) }),
      description: `Why the light is not green. ${REASON_LIST}.`,
    },
    lastRequest: {
      type: 'string',
      format: 'date-time',
      description: 'When a credential was last accepted, if the store of the bridge has a record of it.',
    },
    createdToday: {
      type: 'integer',
      description: 'How many users and groups were created in the last 24 hours.',
    },
    failedToday: { type: 'integer', description: 'How many entries of the last 24 hours are refusals.' },
    tokenExpires: {
      type: 'string',
      format: 'date-time',
      description: 'When the first of the static tokens in use expires, if one does.',
    },
    brakeEngaged: { type: 'boolean', description: 'Whether the brake on leavers is engaged.' },
  },
  [...Object.keys(REALM_MEMBERS), ...['light', 'reasons', 'createdToday', 'failedToday', 'brakeEngaged']],
);

/** The route that tells how all realms stand. */
export const FLEET_ROUTES: readonly AdminRoute[] = [
  route('GET /fleet', {
    operationId: 'readFleet',
    aboutAllRealms: true,
    summary:
      'The realms that the bridge is to serve, and those that it knows to be switched off, with a light each, below the path of whatever realm; those in which the caller lacks the right are left out.',
    rights: 'view-clients',
    query: [
      ...PAGE_PARAMETERS,
      {
        name: 'search',
        description: 'Only realms whose names have this text in them, case-insensitive.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      {
        name: 'light',
        description: 'Only realms with this light.',
        schema: { type: 'string', enum: LIGHTS },
      },
    ],
    answers: {
      200: {
        description: 'A page of them, sorted by name; it may have fewer than `limit`, or none.',
        schema: object(
          {
            realms: listOf(FLEET_REALM),
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
      const { tools, query } = request;
      const now = Date.now();
      const { visible, ...next } = await readRealmPage(request, realmsOf(request));
      const activities = await tools.journal
        .activity(
          visible.map(({ realm }) => realm),
          now - RECENT_MS,
        )
        .catch(() => undefined);
      const rows = await Promise.all(visible.map((realm) => rowOf(request, realm, activities, now)));
      const realms = rows.filter(({ light }) => query.light === undefined || light === query.light);
      return { status: 200, body: { realms, ...next } };
    },
  }),
];
