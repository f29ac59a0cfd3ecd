import { BRAKE_ROUTES } from './brakeRoutes.ts';
import { CONNECTION_ROUTES } from './connectionRoutes.ts';
import { CONFIGURATION_ROUTES } from './configurationRoutes.ts';
import { DOCTOR_ROUTES } from './doctorRoutes.ts';
import { ENABLEMENT_ROUTES } from './enablementRoutes.ts';
import { EXPLANATION_ROUTES } from './explanationRoutes.ts';
import { FIRST_CYCLE_ROUTES } from './firstCycleRoutes.ts';
import { FLEET_ROUTES } from './fleetRoutes.ts';
import { JOURNAL_ROUTES } from './journalRoutes.ts';
import { KEY_SERVER_ROUTES } from './keyServerRoutes.ts';
import { OVERVIEW_ROUTES } from './overviewRoutes.ts';
import { REALM_LIST_ROUTES } from './realmListRoutes.ts';
import type { AdminRoute } from '../route.ts';
import { SETUP_ROUTES } from './setupRoutes.ts';
import { TOKEN_ROUTES } from './tokenRoutes.ts';

/** The path of a realm's admin API. */
export const ADMIN_PATH = '/realms/{realm}/scim/admin/v1';

/** Every route of the admin API. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  ...OVERVIEW_ROUTES,
  ...CONNECTION_ROUTES,
  ...SETUP_ROUTES,
  ...ENABLEMENT_ROUTES,
  ...REALM_LIST_ROUTES,
  ...FLEET_ROUTES,
  ...CONFIGURATION_ROUTES,
  ...TOKEN_ROUTES,
  ...JOURNAL_ROUTES,
  ...EXPLANATION_ROUTES,
  ...FIRST_CYCLE_ROUTES,
  ...BRAKE_ROUTES,
  ...KEY_SERVER_ROUTES,
  ...DOCTOR_ROUTES,
];
