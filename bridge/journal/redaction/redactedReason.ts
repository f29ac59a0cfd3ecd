import { cutText } from '../../../documents/text.ts';
import type { NewEntry } from '../entry.ts';
import { REDACTED, withoutSecretText } from './redactedText.ts';

type Reason = NonNullable<NewEntry['reason']>;

/** Values of a reason, by name, that stand in quotes what is secret or personal in them. */
const QUOTING = ['detail', 'problem', 'found', 'expected'];

/** Values of a reason, by name, that are no personal data. */
const IMPERSONAL = ['id', 'noun', 'claim', 'claims', 'scheme', 'time'];

function withValues({ code, values }: Reason, change: (text: string, name: string) => string): Reason {
  const changed = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? change(value, name) : value.map((text) => change(text, name)),
  ]);
  return { code, values: Object.fromEntries(changed) as Reason['values'] };
}

/** Changes every text in the reasons of an entry. */
export const changeReasons = (
  { reason, reasons }: Pick<NewEntry, 'reason' | 'reasons'>,
  change: (text: string, name: string) => string,
): Pick<NewEntry, 'reason' | 'reasons'> => ({
  ...(reason === undefined ? {} : { reason: withValues(reason, change) }),
  ...(reasons === undefined ? {} : { reasons: reasons.map((each) => withValues(each, change)) }),
});

/** Changes every value in the outcome of an entry as data. */
export const changeTexts = (
  { texts }: Pick<NewEntry, 'texts'>,
  change: (text: string) => string,
): Pick<NewEntry, 'texts'> =>
  texts === undefined ? {} : { texts: texts.map((text) => cutText(text, change)) };

/** Removes secrets from a value of a reason; `fromSentence` removes them from a text that quotes them. */
export const withoutSecretValue =
  (fromSentence: (text: string) => string) =>
  (text: string, name: string): string =>
    QUOTING.includes(name) ? fromSentence(text) : withoutSecretText(text);

/** Removes personal data from a value of a reason; `fromSentence` removes it from a text that quotes it. */
export const withoutPersonalValue =
  (fromSentence: (text: string) => string) =>
  (text: string, name: string): string => {
    if (QUOTING.includes(name)) return fromSentence(text);
    return IMPERSONAL.includes(name) ? text : REDACTED;
  };
