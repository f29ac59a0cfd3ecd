import { AsyncLocalStorage } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { Administrators } from '../../keycloak/port/roles.ts';
import { realmKey } from '../../tenants/tenantKey.ts';

/** A snapshot of the administrators of a realm, and when reading it began. */
interface Snapshot {
  readonly administrators: Administrators;
  readonly at: number;
}

/** The options of the snapshots. */
export interface SnapshotOptions {
  readonly maxAgeMs: number;
  /** The current time in milliseconds. */
  readonly now: () => number;
  /** After how many questions within `maxAgeMs` a snapshot is read; by default as many as its own calls. */
  readonly questionsBeforeSnapshot?: number | undefined;
}

/**
 * The administrators of busy realms, read at once so that Keycloak is not asked about every user and group
 * (docs/adr/0025-the-administrators-of-a-busy-realm-are-read-at-once.md).
 */
export interface AdministratorSnapshots {
  /** Returns the snapshot of a realm that is not too old; makes no call. */
  known(realm: KeycloakRealm): Snapshot | undefined;
  /**
   * Returns the snapshot that answers a number of questions; `undefined` if they have to be asked one by one, because
   * that takes fewer calls, or because there is no snapshot of the realm.
   */
  answering(realm: KeycloakRealm, questions: number): Promise<Snapshot | undefined>;
}

/** What is known of one realm. */
interface RealmState {
  snapshot: Snapshot | undefined;
  reading: Promise<Snapshot | undefined> | undefined;
  /** The number of questions since `since`, whether a snapshot answered them or not. */
  questions: number;
  since: number;
  /** The number of calls that a snapshot takes. */
  calls: number;
  /** Until when no snapshot is read, because reading it has failed. */
  pausedUntil: number;
}

/** Maximum number of realms that have a snapshot. */
const MAX_REALMS = 1_000;
/** The number of calls that a snapshot takes in a realm with few clients. */
const USUAL_CALLS = 60;
/** How long a realm whose administrators could not be read at once has no snapshot. */
const PAUSE_MS = 60_000;
/** The part of the maximum age after which a snapshot is read anew, if it is used. */
const REFRESH_AFTER = 2 / 3;

/** Creates the snapshots of all realms. */
export function createAdministratorSnapshots(options: SnapshotOptions): AdministratorSnapshots {
  const { maxAgeMs, now, questionsBeforeSnapshot } = options;
  const states = new LRUCache<string, RealmState>({ max: MAX_REALMS });
  /** A snapshot belongs to no request: its calls are not calls of the one that it is read for. */
  const outsideRequests = AsyncLocalStorage.snapshot();

  function stateOf(realm: KeycloakRealm): RealmState {
    const key = realmKey(realm.key);
    const known = states.get(key);
    if (known !== undefined) return known;
    const state: RealmState = {
      ...{ snapshot: undefined, reading: undefined, questions: 0, since: now() },
      ...{ calls: USUAL_CALLS, pausedUntil: 0 },
    };
    states.set(key, state);
    return state;
  }

  const isCurrent = (snapshot: Snapshot | undefined): snapshot is Snapshot =>
    snapshot !== undefined && now() - snapshot.at < maxAgeMs;

  /** Counts questions; what was asked longer ago than a snapshot would live does not count. */
  function count(state: RealmState, questions: number): void {
    if (now() - state.since >= maxAgeMs) {
      state.questions = 0;
      state.since = now();
    }
    state.questions += questions;
  }

  /** Whether a snapshot takes no more calls than the questions that it answers. */
  const pays = ({ calls }: RealmState, questions: number): boolean =>
    questions >= (questionsBeforeSnapshot ?? calls);

  async function read(realm: KeycloakRealm, state: RealmState): Promise<Snapshot | undefined> {
    const at = now();
    try {
      const administrators = await outsideRequests(() => realm.administration.snapshot());
      state.snapshot = { administrators, at };
      state.calls = administrators.calls;
      state.questions = 0;
      state.since = at;
    } catch {
      // Questions are asked one by one, and say themselves what is wrong.
      state.pausedUntil = now() + PAUSE_MS;
    } finally {
      state.reading = undefined;
    }
    return isCurrent(state.snapshot) ? state.snapshot : undefined;
  }

  function startReading(realm: KeycloakRealm, state: RealmState): Promise<Snapshot | undefined> {
    if (now() < state.pausedUntil) return Promise.resolve(undefined);
    return (state.reading ??= read(realm, state));
  }

  return {
    known(realm) {
      const snapshot = states.get(realmKey(realm.key))?.snapshot;
      return isCurrent(snapshot) ? snapshot : undefined;
    },
    async answering(realm, questions) {
      const state = stateOf(realm);
      count(state, questions);
      const { snapshot } = state;
      if (isCurrent(snapshot)) {
        const isOld = now() - snapshot.at >= maxAgeMs * REFRESH_AFTER;
        if (isOld && pays(state, state.questions)) void startReading(realm, state);
        return snapshot;
      }
      if (!pays(state, state.questions)) return undefined;
      const reading = startReading(realm, state);
      return pays(state, questions) ? reading : undefined;
    },
  };
}
