import { UsageError } from '../commandError.ts';

/** Reads further addresses of a realm; the single word `none` means an empty list. */
export function readPublicUrls(option: string, texts: readonly string[]): string[] {
  if (texts.length === 1 && texts[0] === 'none') return [];
  return texts.map((text) => {
    const url = URL.parse(text);
    if (url !== null && /^https?:\/\/[^?#\s]+$/.test(text) && url.username === '') {
      return text.replace(/(?<!\/)\/+$/, '');
    }
    throw new UsageError(
      `${option} takes addresses such as https://id.example.com, without query and fragment, not "${text}".`,
    );
  });
}
