import { LRUCache } from 'lru-cache';
import type { BrakeRule } from '../tenants/config.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** What is remembered of a realm's brake: who left when, and since when it holds. */
export interface BrakeMemo {
  /** Milliseconds since 1970, by the user's id. */
  readonly leavers: Readonly<Record<string, number>>;
  readonly since?: number;
}

/** How a realm's brake stands. */
export interface BrakeState {
  readonly engaged: boolean;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  /** How many users left in the window. */
  readonly leavers: number;
}

/** Stops a mass of leavers that nobody can have meant. */
export interface Brake {
  /** Counts a user who is about to be disabled or deleted; true when the brake holds. */
  leaving(tenant: Tenant, userId: string): Promise<boolean>;
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
  leaving: () => Promise.resolve(false),
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
  since?: number | undefined;
  population?: { readonly count: number; readonly at: number };
}

/** Creates the brake of all realms. */
export function createBrake({ recall, remember, onAlarm, now = Date.now }: BrakeParts): Brake {
  const realms = new LRUCache<string, Promise<Held>>({ max: MAX_REALMS });

  async function load(realm: string): Promise<Held> {
    const memo = await recall(realm).catch(() => undefined);
    return { leavers: new Map(Object.entries(memo?.leavers ?? {})), since: memo?.since };
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

  return {
    async leaving(tenant, userId) {
      const { brake: rule } = tenant.config;
      if (rule === undefined) return false;
      const realm = tenant.realm.name;
      const held = await heldOf(realm);
      age(realm, held, rule);
      if (held.since !== undefined) return true;
      const limit = await limitOf(tenant, held, rule);
      held.leavers.set(userId, now());
      if (held.leavers.size > limit) {
        held.since = now();
        onAlarm(
          realm,
          `The brake holds: more than ${limit} users were disabled or deleted within ${rule.minutes ?? 60} minutes.`,
        );
      }
      save(realm, held);
      return held.since !== undefined;
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
      const fresh: Held = { leavers: new Map() };
      realms.set(realm, Promise.resolve(fresh));
      save(realm, fresh);
    },
  };
}
