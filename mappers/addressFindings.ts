import type { Finding } from './finding.ts';
import { message, type Text } from '../documents/text.ts';

/** Addresses that the clients of a profile refuse. */
interface RefusedAddress {
  readonly profile: string;
  readonly pattern: RegExp;
  readonly sentence: Text;
  readonly hint: Text;
}

const REFUSED: readonly RefusedAddress[] = [
  {
    profile: 'okta',
    pattern: /_/,
    sentence: message('Okta refuses a base URL with an underscore.'),
    hint: message('Use a realm and a host without an underscore in the name.'),
  },
];

/** Finds the SCIM URLs that the clients of a profile refuse. */
export const addressFindings = (profile: string, scimUrls: readonly string[]): Finding[] =>
  REFUSED.filter((rule) => rule.profile === profile).flatMap(({ pattern, sentence, hint }) =>
    scimUrls
      .filter((url) => pattern.test(url))
      .map((url): Finding => ({ code: 'address', where: url, sentence, hint })),
  );
