import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** What to do: the text `log.remedy.<text>`, and the page on which it is done. */
interface Remedy {
  readonly text: string;
  readonly page?: string;
}

const NOTHING: Remedy = { text: 'nothing' };
const OTHER: Remedy = { text: 'other' };
const ALARM: Remedy = { text: 'alarm', page: 'leavers' };
const ENTER_TOKEN: Remedy = { text: 'enterToken', page: 'connect' };
const ONLY_TOKEN: Remedy = { text: 'onlyToken', page: 'connect' };
const WRITE_HEADER: Remedy = { text: 'writeHeader', page: 'connect' };
const USE_BEARER: Remedy = { text: 'useBearer', page: 'connect' };
const COPY_AGAIN: Remedy = { text: 'copyAgain', page: 'tokens' };
const ACCESS_TOKEN: Remedy = { text: 'accessToken', page: 'connect' };
const ALGORITHM: Remedy = { text: 'algorithm', page: 'configuration' };
const SIGNING_KEY: Remedy = { text: 'signingKey', page: 'health' };
const CLOCKS: Remedy = { text: 'clocks' };
const CLAIM: Remedy = { text: 'claim', page: 'configuration' };
const AUDIENCE: Remedy = { text: 'audience', page: 'health' };
const CLIENT: Remedy = { text: 'client', page: 'configuration' };

/** What to do about each reason for which a request is refused or fails. */
export const REMEDIES: Readonly<Record<NonNullable<JournalEntry['reason']>['code'], Remedy>> = {
  noCredential: ENTER_TOKEN,
  noTokenAfterBearer: ENTER_TOKEN,
  nothingAfterBasic: ENTER_TOKEN,
  basicWithoutPassword: ENTER_TOKEN,
  bearerTwice: ONLY_TOKEN,
  bearerAndBasic: ONLY_TOKEN,
  headerInQuotes: WRITE_HEADER,
  headerNameInValue: WRITE_HEADER,
  colonAfterBearer: WRITE_HEADER,
  noBlankAfterBearer: WRITE_HEADER,
  noBearer: WRITE_HEADER,
  otherWordThanBearer: WRITE_HEADER,
  unknownScheme: USE_BEARER,
  basicNotBase64: USE_BEARER,
  basicWithoutColon: USE_BEARER,
  basicNotAccepted: { text: 'basicNotAccepted', page: 'configuration' },
  tooLong: COPY_AGAIN,
  inQuotes: COPY_AGAIN,
  holdsBlank: COPY_AGAIN,
  inAngleBrackets: COPY_AGAIN,
  oddCharacter: COPY_AGAIN,
  mistyped: COPY_AGAIN,
  unknownToken: { text: 'unknownToken', page: 'tokens' },
  tokenOfAnotherRealm: { text: 'tokenOfAnotherRealm', page: 'tokens' },
  arrivedElsewhere: { text: 'arrivedElsewhere', page: 'endpoint' },
  expiredToken: { text: 'expiredToken', page: 'tokens' },
  revokedToken: { text: 'revokedToken', page: 'tokens' },
  noTrustedIssuer: { text: 'noTrustedIssuer', page: 'connect' },
  signedTokenTooLong: { text: 'signedTokenTooLong' },
  encrypted: { text: 'encrypted' },
  notSigned: ACCESS_TOKEN,
  unreadableHeader: ACCESS_TOKEN,
  unreadableClaims: ACCESS_TOKEN,
  critical: ACCESS_TOKEN,
  otherType: ACCESS_TOKEN,
  keyIdNotText: ACCESS_TOKEN,
  noIssuer: ACCESS_TOKEN,
  tokenOfPerson: { text: 'tokenOfPerson', page: 'connect' },
  otherAlgorithm: ALGORITHM,
  issuerAlgorithm: ALGORITHM,
  otherIssuer: { text: 'otherIssuer', page: 'endpoint' },
  keysNotFetched: { text: 'keysUnavailable', page: 'health' },
  unknownKey: SIGNING_KEY,
  unknownUnnamedKey: SIGNING_KEY,
  uncheckedSignature: SIGNING_KEY,
  wrongSignature: { text: 'wrongSignature' },
  expired: { text: 'expired' },
  notYetValid: CLOCKS,
  issuedInFuture: CLOCKS,
  noClaim: CLAIM,
  unusableClaim: CLAIM,
  noRequiredClaim: CLAIM,
  otherClaim: CLAIM,
  noAudience: AUDIENCE,
  otherAudience: AUDIENCE,
  noClient: CLIENT,
  noClientId: CLIENT,
  otherClient: CLIENT,
  otherScope: { text: 'otherScope', page: 'configuration' },
  scimOff: { text: 'scimOff', page: 'endpoint' },
  realmNotServed: { text: 'realmNotServed', page: 'health' },
  unauthorized: { text: 'unauthorized', page: 'tokens' },
  forbidden: { text: 'forbidden' },
  protected: { text: 'protected', page: 'protection' },
  braked: { text: 'braked', page: 'leavers' },
  uniqueness: { text: 'uniqueness' },
  mutability: { text: 'mutability' },
  invalidValue: { text: 'invalidValue', page: 'mapping' },
  invalidSyntax: { text: 'invalidSyntax' },
  invalidFilter: { text: 'invalidFilter' },
  invalidPath: { text: 'invalidPath' },
  noTarget: { text: 'noTarget' },
  tooMany: { text: 'tooMany' },
  tooLarge: { text: 'tooLarge' },
  notFound: { text: 'notFound' },
  versionMismatch: { text: 'versionMismatch' },
  misconfigured: { text: 'misconfigured', page: 'health' },
  keycloakRejected: { text: 'keycloakRejected', page: 'health' },
  keycloakUnavailable: { text: 'keycloakUnavailable' },
  keycloakTimeout: { text: 'keycloakTimeout' },
  realmUnavailable: { text: 'realmUnavailable', page: 'health' },
  keysUnavailable: { text: 'keysUnavailable', page: 'health' },
  internal: { text: 'internal' },
  sensitive: OTHER,
  methodNotAllowed: OTHER,
  unsupportedMediaType: OTHER,
  notImplemented: OTHER,
};

/** What to do about the reason or error with a code; a newer bridge may have another one. */
const remedyFor = (code: string): Remedy =>
  Object.hasOwn(REMEDIES, code) ? REMEDIES[code as keyof typeof REMEDIES] : OTHER;

/** What to do about an entry, each once; the entry of requests that were only counted has several reasons. */
export function remediesOf({ kind, status, reason, reasons = [], error = '' }: JournalEntry): Remedy[] {
  if (kind === 'alarm') return [ALARM];
  if (status < 400) return [NOTHING];
  const codes = [...(reason === undefined ? [] : [reason]), ...reasons].map(({ code }) => code);
  return [...new Set((codes.length === 0 ? [error] : codes).map(remedyFor))];
}
