import { LRUCache } from 'lru-cache';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { BrakeRule } from '../../tenants/config.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** What is remembered of a realm's brake: who left when, and since when it holds. */
export interface BrakeMemo {
  /** Milliseconds since 1970, by the user's id. */
  readonly leavers: Readonly<Record<string, number>>;
  readonly since?: number;
}

/** How a realm's brake stands. */
interface BrakeState {
  readonly engaged: boolean;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  /** How many users left in the window. */
  readonly leavers: number;
}

/** Stops a mass of leavers that nobody can have meant. */
export interface Brake {
  /**
   * Disables or deletes a user, and counts it once that is done; the work is told whether the brake holds. Near the
   * limit one waits for those before it, so that neither more leave than the limit allows nor one that failed counts.
   */
  leaving<T>(tenant: Tenant, userId: string, work: (holds: boolean) => Promise<T>): Promise<T>;
  state(realm: string, rule: BrakeRule | undefined): Promise<BrakeState>;
  /** Lets the realm go on, and counts anew. */
  release(realm: string): void;
  /** Drops what is in memory of a realm, because its name belongs to another realm now. */
  forget(realm: string): void;
}

/** What a brake is made of. */
export interface BrakeParts {
  /** The store of the bridge; a failure is as good as nothing remembered. */
  readonly recall: (realm: string) => Promise<BrakeMemo | undefined>;
  readonly remember: (realm: string, memo: BrakeMemo) => void;
  /** Told once when the brake begins to hold. */
  readonly onAlarm: (realm: string, sentence: string) => void;
  readonly now?: () => number;
}

/** The brake of a bridge that is only explaining. */
export const NO_BRAKE: Brake = {
  leaving: (_tenant, _userId, work) => work(false),
  state: () => Promise.resolve({ engaged: false, leavers: 0 }),
  release: () => undefined,
  forget: () => undefined,
};

const MINUTE = 60_000;
/** How long the number of a realm's users is believed. */
const POPULATION_FOR = 10 * MINUTE;
const MAX_REALMS = 5_000;

interface Held {
  readonly leavers: Map<string, number>;
  /** What is under way, and may come to count. */
  readonly pending: Set<Promise<unknown>>;
  since?: number | undefined;
  population?: { readonly count: number; readonly at: number };
}

/** Whether a user counts though the work failed: it may be out all the same, or it is the one whom the brake held. */
function countsAnyway(error: unknown): boolean {
  if (error instanceof ScimError) return error.code === 'braked';
  return error instanceof KeycloakError && (error.failure === 'timeout' || error.failure === 'unavailable');
}

/** How many may leave, by which rule. */
interface Limit {
  readonly rule: BrakeRule;
  readonly limit: number;
}

/** The place of one who leaves among those who do at the same time. */
interface Place {
  readonly isWithin: boolean;
  leave(): void;
}

/** Creates the brake of all realms. */
export function createBrake({ recall, remember, onAlarm, now = Date.now }: BrakeParts): Brake {
  const realms = new LRUCache<string, Promise<Held>>({ max: MAX_REALMS });

  async function load(realm: string): Promise<Held> {
    const memo = await recall(realm).catch(() => undefined);
    return {
      leavers: new Map(Object.entries(memo?.leavers ?? {})),
      pending: new Set(),
      since: memo?.since,
    };
  }

  function heldOf(realm: string): Promise<Held> {
    const known = realms.get(realm);
    if (known !== undefined) return known;
    const loading = load(realm);
    realms.set(realm, loading);
    return loading;
  }

  function save(realm: string, { leavers, since }: Held): void {
    remember(realm, { leavers: Object.fromEntries(leavers), ...(since === undefined ? {} : { since }) });
  }

  /** Forgets who left before the window, and lets go after the time that the realm allows. */
  function age(realm: string, held: Held, { minutes = 60, releaseAfterMinutes }: BrakeRule): void {
    const { leavers, since } = held;
    if (since !== undefined) {
      if (releaseAfterMinutes === undefined || now() - since < releaseAfterMinutes * MINUTE) return;
      held.since = undefined;
      leavers.clear();
      save(realm, held);
    }
    for (const [id, time] of leavers) if (now() - time > minutes * MINUTE) leavers.delete(id);
  }

  /** How many may leave in a window: the smaller of the two numbers that the realm sets. */
  async function limitOf(tenant: Tenant, held: Held, { users, percent }: BrakeRule): Promise<number> {
    if (percent === undefined) return users ?? Infinity;
    if (held.population === undefined || now() - held.population.at > POPULATION_FOR) {
      held.population = { count: await tenant.realm.users.count(), at: now() };
    }
    return Math.min(users ?? Infinity, Math.max(1, Math.floor((held.population.count * percent) / 100)));
  }

  /** Counts a user who is out; the first one beyond the limit makes the brake hold. */
  function count(realm: string, held: Held, userId: string, { rule, limit }: Limit): void {
    held.leavers.set(userId, now());
    if (held.leavers.size > limit && held.since === undefined) {
      held.since = now();
      onAlarm(
        realm,
        `The brake holds: more than ${limit} users were disabled or deleted within ${rule.minutes ?? 60} minutes.`,
      );
    }
    save(realm, held);
  }

  /** Takes a place among those who leave, once it is certain whether it is within the limit; none where the brake holds. */
  async function takePlace(held: Held, userId: string, limit: number): Promise<Place | undefined> {
    for (;;) {
      if (held.since !== undefined) return undefined;
      const counted = held.leavers.size - (held.leavers.has(userId) ? 1 : 0);
      const isWithin = counted + held.pending.size < limit;
      if (isWithin || held.pending.size === 0) {
        const { promise, resolve } = Promise.withResolvers<undefined>();
        held.pending.add(promise);
        const leave = (): void => {
          held.pending.delete(promise);
          resolve(undefined);
        };
        return { isWithin, leave };
      }
      await Promise.race(held.pending);
    }
  }

  return {
    async leaving(tenant, userId, work) {
      const { brake: rule } = tenant.config;
      if (rule === undefined) return work(false);
      const realm = tenant.realm.name;
      const held = await heldOf(realm);
      age(realm, held, rule);
      const limit = held.since === undefined ? await limitOf(tenant, held, rule) : 0;
      const place = await takePlace(held, userId, limit);
      if (place === undefined) return work(true);
      try {
        const result = await work(!place.isWithin);
        count(realm, held, userId, { rule, limit });
        return result;
      } catch (error) {
        if (countsAnyway(error)) count(realm, held, userId, { rule, limit });
        throw error;
      } finally {
        place.leave();
      }
    },
    async state(realm, rule) {
      const held = await heldOf(realm);
      if (rule !== undefined) age(realm, held, rule);
      return {
        engaged: rule !== undefined && held.since !== undefined,
        since: rule === undefined ? undefined : held.since,
        leavers: held.leavers.size,
      };
    },
    forget(realm) {
      realms.delete(realm);
    },
    release(realm) {
      void heldOf(realm).then((held) => {
        held.leavers.clear();
        held.since = undefined;
        save(realm, held);
      });
    },
  };
}
