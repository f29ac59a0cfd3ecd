import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { GroupWrite } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { NewUser } from '../../keycloak/port/users.ts';
import { CREATED_ATTRIBUTE, LAST_MODIFIED_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import { formatTenantKey, tenantKey } from '../../tenants/tenantKey.ts';
import type { Locks } from '../../state/locks.ts';

/** A user or a group that is to be made, as long as it may be half made. */
export interface Half {
  readonly kind: 'User' | 'Group';
  readonly name: string;
  /** What bears its name in Keycloak; untouched, where it is the very one that was made, and nobody has changed it since. */
  find(realm: KeycloakRealm): Promise<{ readonly id: string; readonly isUntouched: boolean } | undefined>;
  remove(realm: KeycloakRealm, id: string): Promise<boolean>;
}

/** Takes users and groups away whose making failed half-way. */
export interface HalfMade {
  /** Deletes one, now or, as long as Keycloak does not let that happen, in the background; true when done. */
  remove(realm: KeycloakRealm, id: string, half: Half): Promise<boolean>;
  /** Deletes in the background one that Keycloak may have made, or may yet make. */
  expect(realm: KeycloakRealm, half: Half): void;
  /** Tries at once to delete one of this name that is still to go, before another is made. */
  settle(realm: KeycloakRealm, half: Half): Promise<void>;
}

/** What it is made of. */
export interface HalfMadeParts {
  readonly locks: Locks;
  /** Told when one stays that an operator has to look at. */
  readonly onProblem: (realm: string, sentence: string) => void;
  /** Milliseconds before each further try. */
  readonly pauses?: readonly number[];
}

const PAUSES = [250, 1_000, 4_000, 15_000, 60_000, 240_000];
/** Most users and groups that are still to go. */
const MAX_PENDING = 10_000;

/** What came of a try: deleted, nothing there, or something that others have changed meanwhile. */
type Outcome = 'gone' | 'absent' | 'taken';

type Attributes = NewUser['attributes'];

const sameIn = (name: string, one: Attributes, other: Attributes): boolean =>
  one[name]?.[0] === other[name]?.[0];

/** A user that is to be made. */
export const halfUser = ({ username, createdTimestamp, attributes }: NewUser): Half => ({
  kind: 'User',
  name: username,
  async find({ users }) {
    const query = { by: 'username', value: username.toLowerCase() } as const;
    const [there] = await users.find(query, { first: 0, max: 1 });
    if (there === undefined) return undefined;
    const isUntouched =
      there.createdTimestamp === createdTimestamp &&
      (there.attributes[LAST_MODIFIED_ATTRIBUTE] === undefined ||
        sameIn(LAST_MODIFIED_ATTRIBUTE, there.attributes, attributes));
    return { id: there.id, isUntouched };
  },
  remove: ({ users }, id) => users.delete(id),
});

/** A group that is to be made. */
export const halfGroup = ({ name, attributes }: GroupWrite): Half => ({
  kind: 'Group',
  name,
  async find({ groups }) {
    const found = await groups.find({ by: 'name', value: name }, { first: 0, max: 1_000 });
    const there = found.find((group) => group.name === name);
    if (there === undefined) return undefined;
    const isUntouched = [CREATED_ATTRIBUTE, LAST_MODIFIED_ATTRIBUTE].every((attribute) =>
      sameIn(attribute, there.attributes, attributes),
    );
    return { id: there.id, isUntouched };
  },
  remove: ({ groups }, id) => groups.delete(id),
});

async function tryRemoval(realm: KeycloakRealm, half: Half): Promise<Outcome> {
  const there = await half.find(realm);
  if (there === undefined) return 'absent';
  if (!there.isUntouched) return 'taken';
  await half.remove(realm, there.id);
  return 'gone';
}

const keyOf = ({ name: realm }: KeycloakRealm, { kind, name }: Half): string =>
  JSON.stringify([formatTenantKey(tenantKey(realm)), kind, name.toLowerCase()]);

/** Creates what takes half-made users and groups away; what is still to go is forgotten when the bridge ends. */
export function createHalfMade({ locks, onProblem, pauses = PAUSES }: HalfMadeParts): HalfMade {
  const pending = new LRUCache<string, Half>({ max: MAX_PENDING });

  /** Tries, unless it is done; one try at a time, or a new one of the name would meet a deletion. */
  const attempt = (realm: KeycloakRealm, half: Half, mayCome: boolean): Promise<Outcome> =>
    locks.run(`incomplete/${keyOf(realm, half)}`, async () => {
      const key = keyOf(realm, half);
      if (pending.peek(key) !== half) return 'gone';
      const outcome = await tryRemoval(realm, half);
      if (outcome !== 'absent' || !mayCome) pending.delete(key);
      return outcome;
    });

  /** Tries until nothing is left to do; one that is absent may still come into being. */
  async function inBackground(realm: KeycloakRealm, half: Half, mayCome: boolean): Promise<void> {
    const key = keyOf(realm, half);
    const { kind, name } = half;
    pending.set(key, half);
    for (const pause of pauses) {
      await sleep(pause, undefined, { ref: false });
      const outcome = await attempt(realm, half, mayCome).catch(() => undefined);
      if (outcome === undefined || (outcome === 'absent' && mayCome)) continue;
      if (outcome === 'taken')
        onProblem(realm.name, `${kind} "${name}" lacks what the rules give to new ones.`);
      return;
    }
    pending.delete(key);
    if (!mayCome) onProblem(realm.name, `${kind} "${name}" is half made; delete it in Keycloak.`);
  }

  return {
    async remove(realm, id, half) {
      try {
        await half.remove(realm, id);
        return true;
      } catch {
        void inBackground(realm, half, false);
        return false;
      }
    },
    expect(realm, half) {
      void inBackground(realm, half, true);
    },
    async settle(realm, half) {
      const left = pending.get(keyOf(realm, half));
      if (left !== undefined) await attempt(realm, left, true);
    },
  };
}
