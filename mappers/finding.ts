import { formatText, inEnglish, type Text } from '../documents/text.ts';

/** A problem that the operator should know about, although the realm is served. */
export interface Finding {
  readonly code:
    | 'invertedSense'
    | 'unprefixed'
    | 'unknownPath'
    | 'sameTarget'
    | 'typeClash'
    | 'dropped'
    | 'forbiddenTarget'
    | 'missing'
    | 'selfService'
    | 'required'
    | 'address'
    | 'everybody'
    | 'sharedSecret'
    | 'noMailServer'
    | 'email';
  /** The mapper, row or realm setting that it is about. */
  readonly where: Text;
  readonly sentence: Text;
  readonly hint?: Text | undefined;
}

/** Puts a finding into English, for output as JSON. */
export const englishFinding = ({ where, ...finding }: Finding) => ({
  ...inEnglish(finding),
  where: formatText(where),
});
