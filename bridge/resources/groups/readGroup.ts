import { isVisible, seesEverybody } from '../../lifecycle/visibility.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { toGroupResource, withMembers } from './groupView.ts';
import { memberReferences } from '../references.ts';
import { readKeycloakGroup } from './groupSteps.ts';

/** Maximum number of members of a small group. */
const MAX_MEMBERS = 25;

/** Reads a group without its members, which cost further calls (RFC 7644 §3.4.1). */
export const readGroup = async ({ tenant }: Context, id: string): Promise<JsonObject> =>
  toGroupResource(tenant, await readKeycloakGroup(tenant, id));

/** Reads a small group with its members; `undefined` if the group is not small. */
export async function readSmallGroup(context: Context, id: string): Promise<JsonObject | undefined> {
  const { tenant } = context;
  const brief = seesEverybody(tenant);
  const [group, members] = await Promise.all([
    readKeycloakGroup(tenant, id),
    tenant.realm.groups.members(id, { first: 0, max: MAX_MEMBERS + 1, brief }),
  ]);
  // Keycloak lists service accounts among the members (contract/groups: "may be service accounts").
  const visibleMembers = members.filter((user) => !user.serviceAccount && (brief || isVisible(tenant, user)));
  return members.length > MAX_MEMBERS
    ? undefined
    : withMembers(toGroupResource(tenant, group), memberReferences(tenant, visibleMembers));
}
