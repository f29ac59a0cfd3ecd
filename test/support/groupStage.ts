import { randomBytes } from 'node:crypto';
import type GroupRepresentation from '@keycloak/keycloak-admin-client/lib/defs/groupRepresentation.js';
import type { TestBridge, TestRealm } from './bridge.ts';
import { group } from './messages.ts';

/** A realm with users and groups, made and looked at from outside the bridge where that is said. */
export interface GroupStage {
  /** Makes so many users in Keycloak itself, quickly, in the groups with these paths; gives their ids in the order of their names. */
  people(count: number, paths?: readonly string[]): Promise<string[]>;
  /** Creates a group through SCIM and gives its id; the name is a new one unless told otherwise. */
  group(members?: readonly string[], displayName?: string): Promise<string>;
  /** Creates a group in Keycloak itself, below another one if that is given, and gives its id. */
  console(group: GroupRepresentation, parent?: string): Promise<string>;
  /** The group as Keycloak holds it; `undefined` when there is none. */
  held(id: string): Promise<GroupRepresentation | undefined>;
  /** Ids of the members, as Keycloak holds them, sorted. */
  members(id: string): Promise<string[]>;
}

/** Users per import, and imports at once. */
const BATCH = 500;
const AT_ONCE = 2;
const PAGE = 1_000;

/** A name that no other group or user of the realm has. */
export const freshName = (prefix = 'g'): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** Opens a realm for tests of groups. */
export function openGroupStage({ admin }: TestBridge, where: TestRealm): GroupStage {
  const realm = where.name;

  async function importPeople(names: readonly string[], groups: readonly string[]): Promise<string[]> {
    const users = names.map((username) => ({ username, enabled: true, groups }));
    const { results } = (await admin.realms.partialImport({
      realm,
      rep: { ifResourceExists: 'FAIL', users: users as never },
    })) as unknown as { results: { resourceName: string; id: string }[] };
    const ids = new Map(results.map(({ resourceName, id }) => [resourceName, id]));
    return names.map((username) => ids.get(username) ?? '');
  }

  return {
    async people(count, paths = []) {
      const prefix = freshName('p');
      const names = Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(5, '0')}`);
      const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) =>
        names.slice(i * BATCH, (i + 1) * BATCH),
      );
      const ids: string[][] = [];
      for (let i = 0; i < batches.length; i += AT_ONCE) {
        const together = batches.slice(i, i + AT_ONCE).map((batch) => importPeople(batch, paths));
        ids.push(...(await Promise.all(together)));
      }
      return ids.flat();
    },
    async group(members = [], displayName = freshName()) {
      const made = await where.scim(
        'POST',
        '/Groups',
        group(displayName, { members: members.map((value) => ({ value })) }),
      );
      if (made.status !== 201) throw new Error(`POST /Groups: ${made.status} ${JSON.stringify(made.body)}`);
      return String((made.body as { id: unknown }).id);
    },
    async console(representation, parent) {
      const made =
        parent === undefined
          ? await admin.groups.create({ realm, ...representation })
          : await admin.groups.createChildGroup({ realm, id: parent }, representation);
      return made.id;
    },
    held: async (id) => (await admin.groups.findOne({ realm, id })) ?? undefined,
    async members(id) {
      const all: string[] = [];
      for (let first = 0; ; first += PAGE) {
        const page = await admin.groups.listMembers({
          realm,
          id,
          first,
          max: PAGE,
          briefRepresentation: true,
        });
        all.push(...page.map((member) => String(member.id)));
        if (page.length < PAGE) return all.sort();
      }
    },
  };
}
