import type { Mistake } from '../../documents/mistake.ts';
import type { ScimConfig } from './config.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns a configuration without the parts that have mistakes, so that what is left can be checked at the same time. A
 * part is a member such as `mode`, or a member of that such as `onboarding.realmRoles`; none of those needs another one.
 * Unknown members do no harm.
 */
export function soundConfig(
  config: object,
  mistakes: readonly Pick<Mistake, 'code' | 'pointer'>[],
): ScimConfig {
  const members = new Map<string, unknown>(Object.entries(config));
  for (const { code, pointer } of mistakes) {
    const [, name, part] = pointer.split('/');
    if (name === undefined || (part === undefined && code === 'unknownMember')) continue;
    const member = members.get(name);
    const left = isObject(member) && part !== undefined ? Object.entries(member) : [];
    const sound = left.filter(([partName]) => partName !== part);
    if (sound.length === 0) members.delete(name);
    else members.set(name, Object.fromEntries(sound));
  }
  return { ...Object.fromEntries(members), version: 1 };
}
