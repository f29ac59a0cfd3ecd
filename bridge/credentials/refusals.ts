import { listNames } from '../../documents/suggest.ts';
import type { ErrorCode } from '../../scim/errors.ts';

/**
 * The words before the reason for which one trusted issuer does not vouch for a token: a realm can trust several.
 */
const BY = 'Trusted issuer "{issuer}": ';
const SEND = 'Send "Authorization: Bearer <token>".';

/**
 * Every reason for which a credential is refused, by stable code, as a sentence for operators with its values in
 * braces. docs/reference/errors.md is generated from this table; the console has the sentences in other languages.
 */
export const REFUSALS = {
  noCredential: SEND,
  noTokenAfterBearer: 'There is no token after "Bearer".',
  bearerTwice: 'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
  bearerAndBasic: 'The Authorization header says both "Bearer" and "Basic"; send one of them.',
  headerInQuotes: 'The Authorization header is in quotes; leave them out.',
  headerNameInValue:
    'The value of the Authorization header begins with the name of the header; leave that out.',
  colonAfterBearer: 'After the word "Bearer" comes a blank, not a colon, and then the token.',
  noBlankAfterBearer: 'There is no blank between the word "Bearer" and the token.',
  noBearer: 'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
  unknownScheme: `The scheme "{scheme}" is not known here. ${SEND}`,
  otherWordThanBearer: `The Authorization header has another word in the place of "Bearer". ${SEND}`,
  nothingAfterBasic: 'There are no credentials after "Basic".',
  basicNotBase64: 'What follows "Basic" is not base64 of "user:password".',
  basicWithoutColon: 'What follows "Basic" has no colon between user and password.',
  basicWithoutPassword: 'The password of the Basic credentials is empty; it must be the token.',
  tooLong: 'The {noun} is too long: more than 16 KiB.',
  inQuotes: 'The {noun} is in quotes; leave them out.',
  holdsBlank: 'The {noun} holds a blank; it was perhaps pasted with a line break.',
  inAngleBrackets: 'The {noun} is in angle brackets; leave them out.',
  oddCharacter:
    'The {noun} holds a character that no token has, perhaps one that cannot be seen; copy it again.',
  mistyped: 'The {noun} is incomplete or mistyped; copy it again.',
  unknownToken: 'no static token of the realm matches',
  tokenOfAnotherRealm: 'no static token of the realm matches; it is perhaps one of another realm',
  arrivedElsewhere:
    'the static token "{label}" ({id}) of this realm was sent to the SCIM endpoint of realm "{realm}"',
  expiredToken: 'the static token "{label}" ({id}) is expired',
  revokedToken: 'the static token "{label}" ({id}) is revoked',
  basicNotAccepted: 'the realm does not accept Basic',
  noTrustedIssuer: 'The realm trusts no issuer of signed tokens.',
  signedTokenTooLong: 'The token is longer than 16 KiB.',
  encrypted: 'The token is encrypted (JWE); only signed ones are taken.',
  notSigned: 'The token is not a signed JWT: three parts of base64url, joined by points.',
  unreadableHeader: "The token's header cannot be read.",
  unreadableClaims: "The token's claims cannot be read.",
  otherAlgorithm: "The token's alg is {found}; accepted is {accepted}.",
  critical: "The token's header has crit, which is not understood here.",
  otherType: 'The token\'s typ is {found}; accepted is "JWT" or "at+jwt".',
  keyIdNotText: "The token's kid is not a text.",
  noIssuer: 'The token has no iss.',
  otherIssuer: "The token's iss is {found}; accepted is {accepted}.",
  issuerAlgorithm: `${BY}alg is {found}; accepted is {accepted}.`,
  keysNotFetched: `${BY}{problem}`,
  unknownKey: `${BY}the token is signed with key {found}, which is not among the issuer's.`,
  unknownUnnamedKey: `${BY}the token is signed with a key that is not among the issuer's.`,
  wrongSignature: `${BY}the signature does not match; the token was changed or cut.`,
  uncheckedSignature: `${BY}the signature cannot be checked with the key of the issuer.`,
  expired: `${BY}the token expired at {time}.`,
  notYetValid: `${BY}the token is not valid before {time}.`,
  issuedInFuture: `${BY}the token was issued in the future, at {time}.`,
  noClaim: `${BY}the token has no {claim}.`,
  unusableClaim: `${BY}the token's {claim} is {found}.`,
  noAudience: `${BY}aud is missing; accepted is {accepted}.`,
  otherAudience: `${BY}aud is {found}; accepted is {accepted}.`,
  noClient: `${BY}the token has no {claims} that names the client.`,
  noClientId: `${BY}the token has no {claims} that names the client. {hint}`,
  otherClient: `${BY}{claim} is {found}; accepted is {accepted}.`,
  noRequiredClaim: `${BY}the token has no {claim}; it must be {expected}.`,
  otherClaim: `${BY}{claim} is {found}; it must be {expected}.`,
  tokenOfPerson: `${BY}the token has {claim}: it is a person's, or not an access token; a client's own is wanted.`,
  otherScope: `${BY}scope is {found}; it must hold {expected}.`,
  scimOff: 'SCIM is not enabled for the realm',
  realmNotServed: '{problem}',
} as const satisfies Record<string, string>;

/** The stable code of a reason for which a credential is refused. */
export type RefusalCode = keyof typeof REFUSALS;

/** What a reason says besides its code, by name: texts, or lists of texts of which one is accepted. */
type ReasonValues = Readonly<Record<string, string | readonly string[]>>;

/** Why a credential is refused; for operators only. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly values: ReasonValues;
}

/** Why a request is refused or fails: because of its credential, or by an error whose `detail` says which. */
export interface Reason {
  readonly code: RefusalCode | ErrorCode;
  readonly values: ReasonValues;
}

/** The names of the values in a sentence. */
type NamesIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The values that a reason needs. */
type ValuesOf<Code extends RefusalCode> = Readonly<
  Record<NamesIn<(typeof REFUSALS)[Code]>, string | readonly string[]>
>;

/** Creates a reason for which a credential is refused. */
export const refusal = <Code extends RefusalCode>(
  code: Code,
  ...[values]: [NamesIn<(typeof REFUSALS)[Code]>] extends [never] ? [] : [ValuesOf<Code>]
): Refusal => ({ code, values: values ?? {} });

const isRefusalCode = (code: Reason['code']): code is RefusalCode => Object.hasOwn(REFUSALS, code);

/** Says why a request is refused or fails, in a sentence for operators. */
export const reasonText = ({ code, values }: Reason): string =>
  (isRefusalCode(code) ? REFUSALS[code] : '{detail}').replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'string' ? value : listNames(value);
  });
