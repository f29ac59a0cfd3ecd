/** Characters that control a terminal, change the writing direction, or begin a line. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Makes a text harmless to a terminal, on one line; within JSON the escapes mean the same text. */
export const escapeTerminal = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What a command prints: a text on one line, or several lines. */
export type Printed = string | readonly string[];

/**
 * The one place where text becomes text for the terminal: names that strangers chose neither steer the terminal nor
 * begin a line.
 */
export const terminalText = (printed: Printed): string => [printed].flat().map(escapeTerminal).join('\n');

/** A value as indented JSON, line by line. */
export const jsonLines = (value: unknown): string[] => JSON.stringify(value, null, 2).split('\n');
