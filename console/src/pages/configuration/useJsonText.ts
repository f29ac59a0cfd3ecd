import { useState } from 'react';
import type { Answer } from '../../api/adminApi.ts';
import type { Configuration } from '../../../../bridge/admin/contract.ts';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { syntaxMistake } from './places.ts';

/** A configuration as text. */
export const textOf = (configuration: Configuration | undefined): string =>
  configuration === undefined ? '' : JSON.stringify(configuration, null, 2);

/** The configuration as text that somebody edits. */
export interface JsonText {
  readonly text: string;
  /** Why it is no configuration yet; absent if it is one. */
  readonly syntax: ReturnType<typeof syntaxMistake>;
  /** The editing that goes with it: what cannot be read is not saved, and is not lost either. */
  readonly editing: Editing;
  readonly change: (text: string) => void;
}

/** What was typed, and the version on which it began: a text that cannot be read is made from that one, too. */
interface Typed {
  readonly text: string;
  readonly begun: Answer<Configuration> | undefined;
}

/** Edits the configuration as text: it stays as it was typed, as long as it says what is edited. */
export function useJsonText(editing: Editing): JsonText {
  const { draft, version, edit, revert } = editing;
  const [kept, setKept] = useState<Typed>();
  const typed = kept?.text;
  const formatted = textOf(draft);
  const typedMistake = typed === undefined ? undefined : syntaxMistake(typed);
  const isCurrent =
    typed !== undefined &&
    (typedMistake !== undefined || JSON.stringify(JSON.parse(typed)) === JSON.stringify(draft));
  const syntax = isCurrent ? typedMistake : undefined;
  return {
    text: isCurrent ? typed : formatted,
    syntax,
    editing: {
      ...editing,
      isChanged: editing.isChanged || syntax !== undefined,
      revert() {
        setKept(undefined);
        revert();
      },
    },
    change(text) {
      const begun = syntax === undefined ? version : kept?.begun;
      setKept({ text, begun });
      if (syntaxMistake(text) === undefined) edit(() => JSON.parse(text) as Configuration, begun);
    },
  };
}
