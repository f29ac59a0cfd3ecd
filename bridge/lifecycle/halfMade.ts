import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { KeycloakRealm, KeycloakUser, NewUser } from '../keycloak/port.ts';
import { LAST_MODIFIED_ATTRIBUTE } from './attributes.ts';

/** Takes users away whose making failed half-way. */
export interface HalfMade {
  /** Deletes one, now or, as long as Keycloak does not let that happen, in the background; true when done. */
  remove(realm: KeycloakRealm, id: string, user: NewUser): Promise<boolean>;
  /** Deletes in the background one that Keycloak may have made, or may yet make. */
  expect(realm: KeycloakRealm, user: NewUser): void;
  /** Tries at once to delete one of this name that is still to go, before another is made. */
  settle(realm: KeycloakRealm, username: string): Promise<void>;
}

/** What it is made of. */
export interface HalfMadeParts {
  /** Told when one stays that an operator has to look at. */
  readonly onProblem: (realm: string, sentence: string) => void;
  /** Milliseconds before each further try. */
  readonly pauses?: readonly number[];
}

const PAUSES = [1_000, 4_000, 15_000, 60_000, 240_000];
/** Most users who are still to go. */
const MAX_PENDING = 10_000;

/** What came of a try: deleted, nobody there, or somebody whom others have changed meanwhile. */
type Outcome = 'gone' | 'absent' | 'taken';

/** Whether a user is the very one that was made, as nobody has changed it since. */
function isUntouched(there: KeycloakUser, { createdTimestamp, attributes }: NewUser): boolean {
  const [made] = attributes[LAST_MODIFIED_ATTRIBUTE] ?? [];
  const [changed = made] = there.attributes[LAST_MODIFIED_ATTRIBUTE] ?? [];
  return there.createdTimestamp === createdTimestamp && changed === made;
}

async function tryRemoval({ users }: KeycloakRealm, user: NewUser): Promise<Outcome> {
  const value = user.username.toLowerCase();
  const [there] = await users.find({ by: 'username', value }, { first: 0, max: 1 });
  if (there === undefined) return 'absent';
  if (!isUntouched(there, user)) return 'taken';
  await users.delete(there.id);
  return 'gone';
}

/** Creates what takes half-made users away; what is still to go is forgotten when the bridge ends. */
export function createHalfMade({ onProblem, pauses = PAUSES }: HalfMadeParts): HalfMade {
  const pending = new LRUCache<string, NewUser>({ max: MAX_PENDING });
  const keyOf = ({ name }: KeycloakRealm, username: string): string =>
    JSON.stringify([name, username.toLowerCase()]);

  /** Tries until nothing is left to do; one who is absent may still come into being. */
  async function inBackground(realm: KeycloakRealm, user: NewUser, mayCome: boolean): Promise<void> {
    const key = keyOf(realm, user.username);
    pending.set(key, user);
    for (const pause of pauses) {
      await sleep(pause, undefined, { ref: false });
      if (pending.peek(key) !== user) return;
      const outcome = await tryRemoval(realm, user).catch(() => undefined);
      if (outcome === undefined || (outcome === 'absent' && mayCome)) continue;
      pending.delete(key);
      if (outcome === 'taken') onProblem(realm.name, `User "${user.username}" lacks what new users get.`);
      return;
    }
    pending.delete(key);
    if (!mayCome) onProblem(realm.name, `User "${user.username}" is half made; delete it in Keycloak.`);
  }

  return {
    async remove(realm, id, user) {
      try {
        await realm.users.delete(id);
        return true;
      } catch {
        void inBackground(realm, user, false);
        return false;
      }
    },
    expect(realm, user) {
      void inBackground(realm, user, true);
    },
    async settle(realm, username) {
      const key = keyOf(realm, username);
      const user = pending.get(key);
      if (user === undefined) return;
      if ((await tryRemoval(realm, user)) !== 'absent') pending.delete(key);
    },
  };
}
