import { isVisible, seesEverybody } from '../../lifecycle/visibility.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { toGroupResource, withMembers } from './groupView.ts';
import { memberReferences } from '../references.ts';
import { read } from './groupSteps.ts';

/** Most members of a group that is small. */
const SMALL = 25;

/** Reads a group without its members, which cost calls of their own (RFC 7644 §3.4.1). */
export const readGroup = async ({ tenant }: Context, id: string): Promise<JsonObject> =>
  toGroupResource(tenant, await read(tenant, id));

/** Reads the whole group when it is small; else `undefined`. */
export async function readSmallGroup(context: Context, id: string): Promise<JsonObject | undefined> {
  const { tenant } = context;
  const brief = seesEverybody(tenant);
  const [group, members] = await Promise.all([
    read(tenant, id),
    tenant.realm.groups.members(id, { first: 0, max: SMALL + 1, brief }),
  ]);
  const people = members.filter((user) => !user.serviceAccount && (brief || isVisible(tenant, user)));
  return members.length > SMALL
    ? undefined
    : withMembers(toGroupResource(tenant, group), memberReferences(tenant, people));
}
