import i18next from 'i18next';
import { formatTexts, type Text } from '../../../documents/text.ts';

/** The namespace of what the bridge says, by its template in English. */
export const BRIDGE = 'bridge';

/** The template of what the bridge says in the person's language; `undefined` if there is no translation. */
const translate = (template: string): string | undefined =>
  i18next.getResource(i18next.language, BRIDGE, template) as string | undefined;

/** What the bridge says, in the person's language as far as it is translated. */
export const inLanguage = (texts: readonly Text[]): string => formatTexts(texts, translate);

/** Whether a template says nothing itself. */
const isEmpty = (template: string): boolean => !/\p{L}/u.test(template.replaceAll(/\{\w+\}/g, ''));

/** The language of what the bridge says, for the attribute `lang`; `undefined` if it is the person's. */
export const languageOf = (texts: readonly Text[]): 'en' | undefined =>
  texts.every(
    (text) => typeof text === 'object' && (isEmpty(text.template) || translate(text.template) !== undefined),
  )
    ? undefined
    : 'en';

/** What a mistake says. */
interface Said {
  readonly detail: string;
  readonly hint?: string | undefined;
  readonly texts?: readonly Text[];
}

/** A mistake in a sentence or two, in the person's language as far as it is translated. */
export const mistakeText = ({ detail, hint = '', texts }: Said): string =>
  texts === undefined ? `${detail} ${hint}`.trim() : inLanguage(texts);
