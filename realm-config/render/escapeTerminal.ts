/** Characters that steer a terminal, turn the direction of what follows, or begin a line. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A text that strangers chose, on one line and harmless to a terminal; within JSON the escapes mean the same text. */
export const plain = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Several lines that are harmless to a terminal. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');
