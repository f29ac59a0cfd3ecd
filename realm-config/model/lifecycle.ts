import { didYouMean, listed } from '../../documents/mistakes.ts';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { ConfigError, type ScimConfig } from '../../bridge/tenants/config.ts';
import type { ConfigFile } from './file.ts';

/** The members of a realm's document that a file of lifecycle rules may replace. */
export const LIFECYCLE_MEMBERS = [
  'onboarding',
  'offboarding',
  'groups',
  'ownership',
  'protection',
  'brake',
  'mode',
] as const;

/** A name in {@link LIFECYCLE_MEMBERS}. */
export type LifecycleMember = (typeof LIFECYCLE_MEMBERS)[number];

const isMember = (name: string): name is LifecycleMember =>
  LIFECYCLE_MEMBERS.some((member) => member === name);

/** The members that a file of lifecycle rules speaks of; throws a `ConfigError` for a file that is none. */
export function membersOf({ document, file }: ConfigFile): LifecycleMember[] {
  if (!isObject(document as Json)) throw new ConfigError(`${file}#: must be object`);
  const names = Object.keys(document as JsonObject);
  const mistakes = names
    .filter((name) => !isMember(name))
    .map((name) => {
      const hint = didYouMean(name, LIFECYCLE_MEMBERS) ?? `There is ${listed(LIFECYCLE_MEMBERS)}.`;
      return `${file}#/${name}: has no place among lifecycle rules. ${hint}`;
    });
  if (mistakes.length > 0) throw new ConfigError(mistakes.join('\n'));
  return names.filter(isMember);
}

/** A document with the members of a file of lifecycle rules in the place of its own; `null` takes one away. */
export function withLifecycle(config: ScimConfig, file: ConfigFile | undefined): ScimConfig {
  if (file === undefined) return config;
  const members = membersOf(file);
  const given = file.document as Readonly<Record<string, unknown>>;
  const kept = Object.entries(config).filter(([name]) => !members.some((member) => member === name));
  const put = members.map((name) => [name, given[name]] as const).filter(([, value]) => value !== null);
  return Object.fromEntries([...kept, ...put]) as unknown as ScimConfig;
}
