import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Context } from '../../lifecycle/context.ts';
import { misconfiguredProfile } from '../../lifecycle/protection/rules.ts';
import { isSameList } from './userView.ts';

/**
 * A write as Keycloak will keep it: attributes that it is known to drop stay as they are, which the journal notes. Where
 * it drops them because nobody declared them, only leavers are written: another write is refused if it would lose
 * something.
 */
export function keptOf({ tenant, report }: Context, write: UserWrite, current?: KeycloakUser): UserWrite {
  const { dropped, userMapping } = tenant;
  if (dropped.size === 0) return write;
  const former = current?.attributes ?? {};
  const lost = [...dropped.keys()].filter((name) => !isSameList(former[name], write.attributes[name]));
  const isLeaving = current !== undefined && !write.enabled;
  if (!isLeaving && lost.some((name) => dropped.get(name) === 'undeclared')) throw misconfiguredProfile();
  if (lost.length > 0) {
    const paths = lost.map((name) => `"${userMapping.scimPathOf(`attributes.${name}`) ?? name}"`);
    report.note(`Keycloak does not keep ${paths.join(', ')}: the status of the realm says why.`);
  }
  const kept = Object.entries(write.attributes).filter(([name]) => !dropped.has(name));
  const left = Object.entries(former).filter(([name]) => dropped.has(name));
  return { ...write, attributes: Object.fromEntries([...kept, ...left]) };
}
