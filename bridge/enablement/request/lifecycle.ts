import { step, type Mistake } from '../../../documents/mistake.ts';
import { suggest } from '../../../documents/suggest.ts';
import { kindOf } from '../../../documents/validate.ts';
import { isObject, type Json, type JsonObject } from '../../../scim/json.ts';
import type { ScimConfig } from '../../tenants/config.ts';
import type { ConfigFile } from './configFile.ts';
import { message } from '../../../documents/text.ts';

/** The members of a realm's configuration that a file of lifecycle rules may replace. */
export const LIFECYCLE_MEMBERS = [
  'onboarding',
  'offboarding',
  'email',
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

/** The mistakes in a file of lifecycle rules as a whole; those in single rules show when they are put into the configuration. */
export function mistakesInFile({ document, file, pointer: root = '' }: ConfigFile): Mistake[] {
  if (!isObject(document as Json)) {
    const sentence = message('Lifecycle rules are an object, not {kind}.', { kind: kindOf(document) });
    return [{ file, pointer: root, code: 'wrongType', sentence }];
  }
  return Object.keys(document as JsonObject)
    .filter((name) => !isMember(name))
    .map((name): Mistake => {
      const sentence = message('"{name}" has no place among lifecycle rules.', { name });
      const hint = suggest(name, LIFECYCLE_MEMBERS);
      return { file, pointer: `${root}${step(name)}`, code: 'unknownMember', sentence, hint };
    });
}

/** The lifecycle rules that a file has. */
export const membersOf = ({ document }: ConfigFile): LifecycleMember[] =>
  isObject(document as Json) ? Object.keys(document as JsonObject).filter(isMember) : [];

/** A configuration with the members of a file of lifecycle rules instead of its own; `null` removes a member. */
export function withLifecycle(config: ScimConfig, file: ConfigFile | undefined): ScimConfig {
  if (file === undefined) return config;
  const members = membersOf(file);
  const document = file.document as Readonly<Record<string, unknown>>;
  const others = Object.entries(config).filter(([name]) => !members.some((member) => member === name));
  const replaced = members.map((name) => [name, document[name]] as const);
  const present = replaced.filter(([, value]) => value !== null);
  return Object.fromEntries([...others, ...present]) as unknown as ScimConfig;
}
