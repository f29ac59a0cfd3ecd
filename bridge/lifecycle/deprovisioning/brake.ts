import { LRUCache } from 'lru-cache';
import type { Message } from '../../../documents/text.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { Counters } from '../../state/counters.ts';
import type { BrakeRule } from '../../tenants/config.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { createRealmBrake, type BrakeState, type RealmBrake } from './realmBrake.ts';

/** Stops clients from disabling or deleting a mass of users by mistake. */
export interface Brake {
  /**
   * Disables or deletes a user by `work`, and counts it once that is done; `work` is told whether the brake is engaged.
   * Near the limit a user waits for those before it: no more users leave than the limit allows, and a user whose `work`
   * fails takes nobody's place.
   */
  countLeaver<T>(tenant: Tenant, userId: string, work: (isEngaged: boolean) => Promise<T>): Promise<T>;
  state(realm: string, rule: BrakeRule | undefined): Promise<BrakeState>;
  /** Disengages the brake of a realm, and counts anew. */
  release(realm: string): void;
  /** Drops what is in memory of a realm, because its name belongs to another realm now. */
  forget(realm: string): void;
}

/** The dependencies of the brake. */
export interface BrakeParts {
  readonly counters: Counters;
  /** Called once when the brake of a realm engages. */
  readonly onAlarm: (realm: string, sentence: Message) => void;
  /** The current time in milliseconds since 1970. */
  readonly now?: () => number;
}

/** The brake of a bridge that only explains. */
export const NO_BRAKE: Brake = {
  countLeaver: (_tenant, _userId, work) => work(false),
  state: () => Promise.resolve({ engaged: false, leavers: 0 }),
  release: () => undefined,
  forget: () => undefined,
};

const MAX_REALMS = 5_000;

/** Whether a user counts though the work failed: it may have left all the same, or the brake itself refused it. */
function countsDespite(error: unknown): boolean {
  if (error instanceof ScimError) return error.code === 'braked';
  return error instanceof KeycloakError && (error.failure === 'timeout' || error.failure === 'unavailable');
}

/** Creates the brake of all realms. */
export function createBrake({ counters, onAlarm, now = Date.now }: BrakeParts): Brake {
  async function load(realm: string): Promise<RealmBrake> {
    const counter = await counters.open(realm);
    return createRealmBrake({
      counter,
      onAlarm: (sentence) => {
        onAlarm(realm, sentence);
      },
      now,
    });
  }

  const brakes = new LRUCache<string, Promise<RealmBrake>>({ max: MAX_REALMS, memoMethod: load });
  const brakeOf = (realm: string): Promise<RealmBrake> => brakes.memo(realm);

  return {
    async countLeaver(tenant, userId, work) {
      const { brake: rule } = tenant.config;
      if (rule === undefined) return work(false);
      const brake = await brakeOf(tenant.realm.name);
      brake.expire(rule);
      const limit = brake.isEngaged ? 0 : await brake.limitOf(tenant, rule);
      const reservation = await brake.reserve(userId, limit);
      if (reservation === undefined) return work(true);
      try {
        const result = await work(!reservation.isWithinLimit);
        brake.count(userId, { rule, limit });
        return result;
      } catch (error) {
        if (countsDespite(error)) brake.count(userId, { rule, limit });
        throw error;
      } finally {
        reservation.end();
      }
    },
    async state(realm, rule) {
      return (await brakeOf(realm)).state(rule);
    },
    forget(realm) {
      brakes.delete(realm);
      counters.forget(realm);
    },
    release(realm) {
      void brakeOf(realm).then((brake) => {
        brake.release();
      });
    },
  };
}
