import type { Mistake } from '../../documents/mistake.ts';
import { formatText } from '../../documents/text.ts';
import type { Failure } from '../failure.ts';

/** What stands where a secret stood. */
const HIDDEN = '(secret)';

/** The end of a value that a sentence quotes shortened. */
const SHORTENED = '…';

/** The fewest characters of a shortened secret that are worth hiding. */
const MIN_PART = 4;

/** Hides the beginning of a secret where the rest of it was cut off. */
function withoutBeginning(text: string, secret: string): string {
  let result = text;
  for (let end = result.indexOf(SHORTENED); end !== -1; end = result.indexOf(SHORTENED, end + 1)) {
    for (let length = Math.min(end, secret.length - 1); length >= MIN_PART; length -= 1) {
      if (!result.startsWith(secret.slice(0, length), end - length)) continue;
      result = `${result.slice(0, end - length)}${HIDDEN}${result.slice(end)}`;
      end += HIDDEN.length - length;
      break;
    }
  }
  return result;
}

/** Takes texts that are never to be shown out of a text, also where it quotes them as JSON or shortened. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const written = new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  // Longer ones first: a secret may be part of another.
  const sorted = [...written].sort((a, b) => b.length - a.length);
  const hidden = sorted.reduce((result, secret) => result.replaceAll(secret, HIDDEN), text);
  return hidden.includes(SHORTENED) ? sorted.reduce(withoutBeginning, hidden) : hidden;
}

/** Takes texts that are never to be shown out of a mistake. */
export const mistakeWithoutSecrets = (mistake: Mistake, secrets: readonly string[]): Mistake => ({
  ...mistake,
  sentence: withoutSecrets(formatText(mistake.sentence), secrets),
  hint: mistake.hint === undefined ? undefined : withoutSecrets(formatText(mistake.hint), secrets),
});

/** Takes texts that are never to be shown out of a failure. */
export const failureWithoutSecrets = (
  { lines, message, mistakes, ...failure }: Failure,
  secrets: readonly string[],
): Failure => ({
  ...failure,
  message: withoutSecrets(message, secrets),
  ...(lines === undefined ? {} : { lines: lines.map((line) => withoutSecrets(line, secrets)) }),
  ...(mistakes === undefined
    ? {}
    : { mistakes: mistakes.map((mistake) => mistakeWithoutSecrets(mistake, secrets)) }),
});
