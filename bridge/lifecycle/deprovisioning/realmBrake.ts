import { message, type Message } from '../../../documents/text.ts';
import type { Counter } from '../../state/counters.ts';
import type { BrakeRule } from '../../tenants/config.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** The state of a realm's brake. */
export interface BrakeState {
  readonly engaged: boolean;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  /** How many users left within the window. */
  readonly leavers: number;
}

/** How many users may leave within the window, and the rule that says so. */
interface Limit {
  readonly rule: BrakeRule;
  readonly limit: number;
}

/** The permission of a user to leave, given before the work is done. */
interface Reservation {
  readonly isWithinLimit: boolean;
  /** Ends the reservation, whether the user left or not. */
  end(): void;
}

/** The brake of one realm. */
export interface RealmBrake {
  readonly isEngaged: boolean;
  /** Forgets leavers from before the window, and disengages after the time that the rule sets. */
  expire(rule: BrakeRule): void;
  /** Computes how many users may leave: the smaller of the two numbers that the rule sets. */
  limitOf(tenant: Tenant, rule: BrakeRule): Promise<number>;
  /**
   * Waits until it is certain whether a user that leaves is within the limit, and reserves its place; `undefined` if
   * the brake is engaged.
   */
  reserve(userId: string, limit: number): Promise<Reservation | undefined>;
  /** Counts a user that left; the first user beyond the limit engages the brake. */
  count(userId: string, limit: Limit): void;
  /** Disengages, and forgets all leavers. */
  release(): void;
  state(rule: BrakeRule | undefined): BrakeState;
}

/** The dependencies of a realm's brake. */
export interface RealmBrakeParts {
  /** Counts the users who left. */
  readonly counter: Counter;
  /** Called once when the brake engages. */
  readonly onAlarm: (sentence: Message) => void;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
/** How long the number of a realm's users is trusted. */
const MAX_POPULATION_AGE_MS = 10 * MINUTE_MS;

/** Counts a realm's users, and caches the number. */
function createPopulation(now: () => number): (tenant: Tenant) => Promise<number> {
  let cached: { readonly count: number; readonly at: number } | undefined;
  return async (tenant) => {
    if (cached === undefined || now() - cached.at > MAX_POPULATION_AGE_MS) {
      cached = { count: await tenant.realm.users.count(), at: now() };
    }
    return cached.count;
  };
}

/** Gives places within a limit to users that leave at the same time. */
function createReservations() {
  const pending = new Set<Promise<unknown>>();
  return {
    get size() {
      return pending.size;
    },
    /** Resolves when one of the pending reservations ends. */
    anyEnded: (): Promise<unknown> => Promise.race(pending),
    start(isWithinLimit: boolean): Reservation {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      pending.add(promise);
      return {
        isWithinLimit,
        end() {
          pending.delete(promise);
          resolve(undefined);
        },
      };
    },
  };
}

/** Creates the brake of one realm. */
export function createRealmBrake({ counter, onAlarm, now }: RealmBrakeParts): RealmBrake {
  const reservations = createReservations();
  const population = createPopulation(now);

  function release(): void {
    counter.reset();
  }

  function expire({ minutes = 60, releaseAfterMinutes }: BrakeRule): void {
    if (counter.since !== undefined) {
      if (releaseAfterMinutes === undefined || now() - counter.since < releaseAfterMinutes * MINUTE_MS)
        return;
      release();
    }
    counter.forgetBefore(now() - minutes * MINUTE_MS);
  }

  return {
    get isEngaged() {
      return counter.since !== undefined;
    },
    expire,
    async limitOf(tenant, { users = Infinity, percent }) {
      if (percent === undefined) return users;
      return Math.min(users, Math.max(1, Math.floor(((await population(tenant)) * percent) / 100)));
    },
    async reserve(userId, limit) {
      for (;;) {
        if (counter.since !== undefined) return undefined;
        const others = counter.times.size - (counter.times.has(userId) ? 1 : 0);
        const isWithinLimit = others + reservations.size < limit;
        if (isWithinLimit || reservations.size === 0) return reservations.start(isWithinLimit);
        await reservations.anyEnded();
      }
    },
    count(userId, { rule, limit }) {
      const count = counter.times.size + (counter.times.has(userId) ? 0 : 1);
      const engages = count > limit && counter.since === undefined;
      counter.add(userId, now(), count > limit);
      if (!engages) return;
      onAlarm(
        message(
          'The brake holds: more than {limit} users were disabled or deleted within {minutes} minutes.',
          { limit, minutes: rule.minutes ?? 60 },
        ),
      );
    },
    release,
    state(rule) {
      if (rule !== undefined) expire(rule);
      return {
        engaged: rule !== undefined && counter.since !== undefined,
        since: rule === undefined ? undefined : counter.since,
        leavers: counter.times.size,
      };
    },
  };
}
