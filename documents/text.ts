/** What stands for a placeholder of a template; the elements of a list are separated by commas. */
export type TextValue = string | number | Message | readonly Text[];

/** A sentence as data, so that it can be said in another language: its English template and what its placeholders stand for. */
export interface Message {
  /** English, with placeholders such as `{realm}`. */
  readonly template: string;
  readonly values: Readonly<Record<string, TextValue>>;
}

/** A sentence of ours, or words of somebody else, which stay as they are. */
export type Text = string | Message;

/** The names of the placeholders of a template. */
type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** Makes a sentence of a template and a value for each of its placeholders. */
export const message = <const Template extends string>(
  template: Template,
  ...[values]: [Placeholder<Template>] extends [never]
    ? []
    : [values: Readonly<Record<Placeholder<Template>, TextValue>>]
): Message => ({ template, values: values ?? {} });

/** Finds the template in the person's language; `undefined` if there is none. */
export type Translate = (template: string) => string | undefined;

const ENGLISH: Translate = (template) => template;

function formatValue(value: TextValue, translate: Translate): string {
  if (typeof value === 'number') return String(value);
  return Array.isArray(value)
    ? value.map((text: Text) => formatText(text, translate)).join(', ')
    : formatText(value as Text, translate);
}

/** Prints a text, by default in English; a message without a translation stays in English. */
export function formatText(text: Text, translate: Translate = ENGLISH): string {
  if (typeof text === 'string') return text;
  const { template, values } = text;
  return (translate(template) ?? template).replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? placeholder : formatValue(value, translate);
  });
}

/** Prints sentences that follow each other. */
export const formatTexts = (texts: readonly Text[], translate?: Translate): string =>
  texts.map((text) => formatText(text, translate)).join(' ');

/** Cuts a text that is longer than a number of UTF-16 units, not within a character. */
export const shorten = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…`;

/** Shortens the values of a text, which may quote anything. */
export function cutText(text: Text, cut: (text: string) => string): Text {
  if (typeof text === 'string') return cut(text);
  const values = Object.entries(text.values).map(([name, value]): [string, TextValue] => [
    name,
    typeof value === 'number'
      ? value
      : Array.isArray(value)
        ? value.map((part: Text) => cutText(part, cut))
        : cutText(value as Text, cut),
  ]);
  return { ...text, values: Object.fromEntries(values) };
}

/** A sentence, and a hint at what to do or what was probably meant. */
interface Hinted {
  readonly sentence: Text;
  readonly hint?: Text | undefined;
}

/** Puts a sentence and its hint into English, for output as JSON. */
export const inEnglish = <Part extends Hinted>({ sentence, hint, ...rest }: Part) => ({
  ...rest,
  sentence: formatText(sentence),
  ...(hint === undefined ? {} : { hint: formatText(hint) }),
});
