import type { TFunction } from 'i18next';
import type { FleetRealm } from '../../../../bridge/admin/contract.ts';

/** The lights of realms, the best first. */
export const LIGHTS: readonly FleetRealm['light'][] = ['green', 'amber', 'red', 'off'];

/** Which realms are asked for. */
export interface RealmFilter {
  readonly search?: string;
  readonly light?: string;
}

/** Reads the filter from the query of the address; what makes no sense there is left out. */
export function filterOf(query: URLSearchParams): RealmFilter {
  const search = (query.get('search') ?? '').slice(0, 255);
  const light = LIGHTS.find((known) => known === query.get('light'));
  return { ...(search === '' ? {} : { search }), ...(light === undefined ? {} : { light }) };
}

/** Why a realm has its light, in words. */
export const reasonsOf = ({ reasons }: FleetRealm, t: TFunction): string =>
  reasons.map((reason) => t([`realms.reason.${reason}`, 'realms.reason.unknown'])).join('; ');

/** Realms as rows of CSV, whose columns have the same names in every language. */
export const rowsOf = (realms: readonly FleetRealm[]) => [
  ['realm', 'light', 'reasons', 'profile', 'lastRequest', 'createdToday', 'failedToday', 'tokenExpires'],
  ...realms.map((row) => [
    row.realm,
    row.light,
    row.reasons.join(' '),
    row.profile,
    row.lastRequest,
    row.createdToday,
    row.failedToday,
    row.tokenExpires,
  ]),
];
