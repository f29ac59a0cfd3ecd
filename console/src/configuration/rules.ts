import { createContext, use } from 'react';
import { memberAt, withMember } from './members.ts';
import { mistakesAt, pointerOf, type Mistake } from './mistakes.ts';
import type { Editing } from './useConfiguration.ts';

/** The rules of a realm while a page edits them; a path is that of a member of its configuration, with dots. */
export interface Rules {
  /** The page: its texts are below its name. */
  readonly page: string;
  readonly valueAt: (path: string) => unknown;
  /** Replaces a value; `undefined` leaves the member out. */
  readonly replace: (path: string, value: unknown) => void;
  readonly mistakesOf: (path: string, options?: { readonly below?: boolean }) => readonly Mistake[];
}

/** The rules of a page. */
export const RulesContext = createContext<Rules | undefined>(undefined);

/** The rules of the page around. */
export function useRules(): Rules {
  const rules = use(RulesContext);
  if (rules === undefined) throw new Error('The field is in no form of rules.');
  return rules;
}

/** The rules in what a page edits. */
export const rulesOf = (page: string, editing: Editing, mistakes: readonly Mistake[]): Rules => ({
  page,
  valueAt: (path) => memberAt(editing.draft?.config ?? {}, path),
  replace(path, value) {
    editing.edit((draft) => ({ ...draft, config: withMember(draft.config, path, value) }));
  },
  mistakesOf: (path, options) => mistakesAt(mistakes, pointerOf(path), options),
});
