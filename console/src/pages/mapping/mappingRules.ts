import { memberAt, withMember } from '../../configuration/members.ts';
import { mistakesAt, pointerOf, type Mistake } from '../../configuration/mistakes.ts';
import type { Rules } from '../../configuration/rules.ts';
import type { Editing } from '../../configuration/useConfiguration.ts';

type Members = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** A mapping with another value at a path; objects that are empty then are left out, and the mapping too. */
export function withMappingMember(
  mapping: object | undefined,
  path: string,
  value: unknown,
): Members | undefined {
  const changed = withMember((mapping ?? {}) as Members, path, value);
  const said = Object.entries(changed).filter(([, member]) => !isEmpty(member));
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** The members of the realm's mapping besides its rows, as the fields of a form name them. */
export const mappingRules = (editing: Editing, mistakes: readonly Mistake[]): Rules => ({
  page: 'mapping',
  valueAt: (path) => memberAt(editing.draft?.config.mapping ?? {}, path),
  replace(path, value) {
    editing.edit((draft) => {
      const { mapping, ...config } = draft.config;
      const changed = withMappingMember(mapping, path, value);
      return { ...draft, config: { ...config, ...(changed === undefined ? {} : { mapping: changed }) } };
    });
  },
  mistakesOf: (path, options) => mistakesAt(mistakes, pointerOf(`mapping.${path}`), options),
});
