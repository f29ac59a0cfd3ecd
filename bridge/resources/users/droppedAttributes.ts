import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Context } from '../../lifecycle/context.ts';
import { misconfiguredProfile } from '../../lifecycle/protection/rules.ts';
import { isSameList } from './userView.ts';

/**
 * Leaves out of a write the changes of attributes that Keycloak drops silently (contract/user-profile: "is dropped
 * silently"), and notes them in the journal. If they are dropped because the user profile does not declare them, the
 * write is refused, unless it disables the user: a leaver must not stay.
 */
export function withoutDroppedChanges(
  { tenant, report }: Context,
  write: UserWrite,
  current?: KeycloakUser,
): UserWrite {
  const { dropped, userMapping } = tenant;
  if (dropped.size === 0) return write;
  const stored = current?.attributes ?? {};
  const lost = [...dropped.keys()].filter((name) => !isSameList(stored[name], write.attributes[name]));
  const isLeaving = current !== undefined && !write.enabled;
  if (!isLeaving && lost.some((name) => dropped.get(name) === 'undeclared')) throw misconfiguredProfile();
  if (lost.length > 0) {
    const paths = lost.map((name) => `"${userMapping.scimPathOf(`attributes.${name}`) ?? name}"`);
    report.note(`Keycloak does not keep ${paths.join(', ')}: the status of the realm says why.`);
  }
  const written = Object.entries(write.attributes).filter(([name]) => !dropped.has(name));
  const unchanged = Object.entries(stored).filter(([name]) => dropped.has(name));
  return { ...write, attributes: Object.fromEntries([...written, ...unchanged]) };
}
