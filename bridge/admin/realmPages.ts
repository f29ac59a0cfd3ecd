import { createHmac, randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { LIMITS } from '../../scim/limits.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { KeycloakClient } from '../keycloak/port/realm.ts';
import { Problem } from './problem.ts';
import { clientOrNone, reloadIfReplaced } from './realmState.ts';
import type { AdminRequest, Parameter } from './route.ts';

/** Maximum number of realms that are asked for at the same time, each with a call or two to Keycloak. */
const CONCURRENCY = 4;

/** The parameters of a page of realms. */
export const PAGE_PARAMETERS: readonly Parameter[] = [
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
];

/** A realm that the caller may see; its client is an empty one if it has none. */
export interface VisibleRealm {
  readonly realm: string;
  readonly client: KeycloakClient;
}

/** The realms of a page, sorted by name. */
interface RealmsOfPage {
  readonly visible: readonly VisibleRealm[];
  /** The `after` of the next page; absent if there are no more realms. */
  readonly next?: string;
}

const KEY = randomBytes(32);

/** Stands for the name of a realm that the caller may not know; no name of a realm has a slash. */
const markOf = (realm: string): string =>
  `/${createHmac('sha256', KEY).update(realm).digest('base64url').slice(0, 22)}`;

/** The names after the one that `after` is or stands for. */
function namesAfter(names: readonly string[], after: string | undefined): readonly string[] {
  if (after === undefined) return names;
  if (!after.startsWith('/')) return names.filter((name) => name > after);
  const at = names.findIndex((name) => markOf(name) === after);
  if (at < 0) throw new Problem('malformed', '"after" is of a list that has changed since; begin it again.');
  return names.slice(at + 1);
}

const isRefusal = (error: unknown): error is KeycloakError =>
  error instanceof KeycloakError && ['refused', 'notFound'].includes(error.failure);

/** Reads a realm with the caller's rights; returns the refusal if the caller may not see it, or if it has just vanished. */
async function look(
  { as, sole, tools }: AdminRequest,
  realm: string,
): Promise<VisibleRealm | { readonly refusal: KeycloakError }> {
  try {
    const client = realm === sole?.realm ? sole.client : await clientOrNone(as(realm));
    await reloadIfReplaced(tools, realm, client);
    return { realm, client };
  } catch (error) {
    if (isRefusal(error)) return { refusal: error };
    throw error;
  }
}

/** Looks at realms in their order, until too many were refused; what was not looked at is missing at the end. */
async function lookAt(
  request: AdminRequest,
  names: readonly string[],
): Promise<readonly Awaited<ReturnType<typeof look>>[]> {
  const looks = pLimit(CONCURRENCY);
  let refused = 0;
  const seen = await Promise.all(
    names.map((name) =>
      looks(async () => {
        if (refused >= LIMITS.hiddenRealms.max) return undefined;
        const result = await look(request, name);
        if ('refusal' in result) refused += 1;
        return result;
      }),
    ),
  );
  return seen.filter((result) => result !== undefined);
}

/**
 * Reads a page of those realms, sorted by name, that the caller may see. Each is asked for, because Keycloak's own list
 * takes long where there are many realms. Throws the refusal if the caller may see none at all.
 */
export async function readRealmPage(request: AdminRequest, realms: readonly string[]): Promise<RealmsOfPage> {
  const { sole, query } = request;
  const { after, limit = '100' } = query;
  const candidates = realms.filter((name) => sole === undefined || name === sole.realm);
  const names = namesAfter(candidates, after);
  const results = await lookAt(request, names.slice(0, Number(limit)));
  const visible = results.flatMap((result) => ('realm' in result ? [result] : []));
  const hasMore = names.length > results.length;
  const first = results[0];
  if (after === undefined && !hasMore && visible.length === 0 && first !== undefined && 'refusal' in first) {
    throw first.refusal;
  }
  const last = names[results.length - 1];
  if (!hasMore || last === undefined) return { visible };
  return { visible, next: visible.at(-1)?.realm === last ? last : markOf(last) };
}
