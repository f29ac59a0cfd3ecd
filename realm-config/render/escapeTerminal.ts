/** Characters that control a terminal, change the writing direction, or begin a line. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Makes a text harmless to a terminal, on one line; within JSON the escapes mean the same text. */
export const escapeTerminal = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Makes a text of several lines harmless to a terminal. */
export const escapeTerminalLines = (text: string): string => text.split('\n').map(escapeTerminal).join('\n');
