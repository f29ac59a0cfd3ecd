import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupWrite } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { NewUser } from '../../keycloak/port/users.ts';
import { CREATED_ATTRIBUTE, LAST_MODIFIED_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import { realmKey } from '../../tenants/tenantKey.ts';
import type { State } from '../../state/state.ts';

/** A user or group whose creation may be incomplete. */
export interface PartialResource {
  readonly kind: 'User' | 'Group';
  readonly name: string;
  /**
   * Finds the resource by name; `unmodified` if it is the one we created and nobody changed it. `undefined` if there
   * is none.
   */
  find(realm: KeycloakRealm): Promise<{ readonly id: string; readonly unmodified: boolean } | undefined>;
  remove(realm: KeycloakRealm, id: string): Promise<boolean>;
}

/** Deletes users and groups whose creation failed half-way. */
export interface Rollback {
  /** Deletes a resource, and retries in the background if Keycloak fails; true if it is deleted already. */
  remove(realm: KeycloakRealm, id: string, resource: PartialResource): Promise<boolean>;
  /** Deletes in the background a resource that Keycloak may have created, or may still create. */
  discardIfCreated(realm: KeycloakRealm, resource: PartialResource): void;
  /** Retries a pending deletion of a resource of this name at once, so that the name is free. */
  completePending(realm: KeycloakRealm, resource: PartialResource): Promise<void>;
}

/** The dependencies of the rollback. */
export interface RollbackParts {
  readonly state: Pick<State, 'locks' | 'openPendingWork'>;
  /** Called when an incomplete resource stays behind, so that an operator has to look. */
  readonly onProblem: (realm: string, sentence: string) => void;
  /** How long to wait before each retry in the background. */
  readonly retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [250, 1_000, 4_000, 15_000, 60_000, 240_000];

/** The result of a try: `modified` means that others changed the resource meanwhile, so that it stays. */
type Outcome = 'deleted' | 'absent' | 'modified';

type Attributes = NewUser['attributes'];

const isSameAttribute = (name: string, a: Attributes, b: Attributes): boolean =>
  a[name]?.[0] === b[name]?.[0];

/** A user that is about to be created. */
export const partialUser = ({ username, createdTimestamp, attributes }: NewUser): PartialResource => ({
  kind: 'User',
  name: username,
  async find({ users }) {
    // Keycloak stores user names in lower case (contract/users-write: "lower-cases").
    const query = { by: 'username', value: username.toLowerCase() } as const;
    const [user] = await users.find(query, { first: 0, max: 1 });
    if (user === undefined) return undefined;
    // Keycloak stores the creation time that it is sent (contract/users-write: "keeps a createdTimestamp").
    const unmodified =
      user.createdTimestamp === createdTimestamp &&
      (user.attributes[LAST_MODIFIED_ATTRIBUTE] === undefined ||
        isSameAttribute(LAST_MODIFIED_ATTRIBUTE, user.attributes, attributes));
    return { id: user.id, unmodified };
  },
  remove: ({ users }, id) => users.delete(id),
});

/** A group that is about to be created. */
export const partialGroup = ({ name, attributes }: GroupWrite): PartialResource => ({
  kind: 'Group',
  name,
  async find({ groups }) {
    // Keycloak finds every name that contains the text, in any case (contract/groups: "finds any part of the name").
    const candidates = await groups.find({ by: 'name', value: name }, { first: 0, max: 1_000 });
    const group = candidates.find((candidate) => candidate.name === name);
    if (group === undefined) return undefined;
    const unmodified = [CREATED_ATTRIBUTE, LAST_MODIFIED_ATTRIBUTE].every((attribute) =>
      isSameAttribute(attribute, group.attributes, attributes),
    );
    return { id: group.id, unmodified };
  },
  remove: ({ groups }, id) => groups.delete(id),
});

async function deleteUnmodified(realm: KeycloakRealm, resource: PartialResource): Promise<Outcome> {
  const stored = await resource.find(realm);
  if (stored === undefined) return 'absent';
  if (!stored.unmodified) return 'modified';
  await resource.remove(realm, stored.id);
  return 'deleted';
}

const keyOf = ({ name: realm }: KeycloakRealm, { kind, name }: PartialResource): string =>
  JSON.stringify([realmKey(realm), kind, name.toLowerCase()]);

/** Creates the rollback of all realms. */
export function createRollback({
  state: { locks, openPendingWork },
  onProblem,
  retryDelaysMs = RETRY_DELAYS_MS,
}: RollbackParts): Rollback {
  const pending = openPendingWork<PartialResource>();

  /** One try at a time for each name, or a new resource of the name would meet the deletion. */
  const attempt = (
    realm: KeycloakRealm,
    resource: PartialResource,
    mayAppearLater: boolean,
  ): Promise<Outcome> =>
    locks.run(`incomplete/${keyOf(realm, resource)}`, async () => {
      const key = keyOf(realm, resource);
      if (pending.get(key) !== resource) return 'deleted';
      const outcome = await deleteUnmodified(realm, resource);
      if (outcome !== 'absent' || !mayAppearLater) pending.done(key);
      return outcome;
    });

  async function retryInBackground(
    realm: KeycloakRealm,
    resource: PartialResource,
    mayAppearLater: boolean,
  ): Promise<void> {
    const key = keyOf(realm, resource);
    const { kind, name } = resource;
    pending.add(key, resource);
    for (const delayMs of retryDelaysMs) {
      await sleep(delayMs, undefined, { ref: false });
      const outcome = await attempt(realm, resource, mayAppearLater).catch(() => undefined);
      if (outcome === undefined || (outcome === 'absent' && mayAppearLater)) continue;
      if (outcome === 'modified') {
        onProblem(realm.name, `${kind} "${name}" lacks what the rules give to new ones.`);
      }
      return;
    }
    pending.done(key);
    if (!mayAppearLater) onProblem(realm.name, `${kind} "${name}" is incomplete; delete it in Keycloak.`);
  }

  return {
    async remove(realm, id, resource) {
      try {
        await resource.remove(realm, id);
        return true;
      } catch {
        void retryInBackground(realm, resource, false);
        return false;
      }
    },
    discardIfCreated(realm, resource) {
      void retryInBackground(realm, resource, true);
    },
    async completePending(realm, resource) {
      const left = pending.get(keyOf(realm, resource));
      if (left !== undefined) await attempt(realm, left, true);
    },
  };
}
