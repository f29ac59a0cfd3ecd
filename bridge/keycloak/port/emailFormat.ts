import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { ProfileAttribute } from './realm.ts';

/** Maximum characters of the part before the last `@`, and of the part after it as it stands in the DNS. */
const MAX_LOCAL_PART = 64;
const MAX_DOMAIN = 255;
const MAX_DOMAIN_LABEL = 63;

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\uFFFF\\-]+";
const QUOTED = '"(?:[a-z0-9!#$%&\'*.(),<>\\[\\]:; @+/=?^_`{|}~\\u0080-\\uFFFF\\-]|\\\\\\\\|\\\\")+"';
const LOCAL_PART = new RegExp(`^(?:${ATOM}|${QUOTED})(?:\\.(?:${ATOM}|${QUOTED}))*$`, 'iu');

const LABEL_PART = "[a-z0-9\\u0080-\\uFFFF!#$%&'*+/=?^`{|}~]+";
const LABEL = `${LABEL_PART}(?:-+${LABEL_PART})*`;
const IPV4 = '\\[\\d{1,3}(?:\\.\\d{1,3}){3}\\]';
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|${IPV4})$`, 'iu');
const IPV6 = /^\[IPv6:(.*)\]$/i;

const isDomain = (text: string): boolean => DOMAIN.test(text) || isIPv6(IPV6.exec(text)?.[1] ?? '');

/** Whether the name of a domain has the lengths that the DNS allows. */
function fitsDns(domain: string): boolean {
  const isAscii = /^\p{ASCII}*$/u.test(domain);
  const ascii = isAscii ? domain : domainToASCII(domain);
  const labels = ascii.split('.');
  return (
    ascii !== '' && ascii.length <= MAX_DOMAIN && labels.every((label) => label.length <= MAX_DOMAIN_LABEL)
  );
}

/**
 * Whether Keycloak's validator `email` takes a text (contract/user-profile: "is foreseen"). Only to foresee a write: what
 * is written is for Keycloak to check.
 */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [localPart, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return (
    localPart.length <= MAX_LOCAL_PART && LOCAL_PART.test(localPart) && isDomain(domain) && fitsDns(domain)
  );
}

/** The part of a user profile attribute that says what an e-mail address must be. */
type EmailRules = Pick<ProfileAttribute, 'isEmail' | 'minLength' | 'maxLength'>;

/** The key of the message about a text that is too short or too long; it depends on which bounds there are. */
function lengthMessage(minLength: number | undefined, maxLength: number | undefined): string {
  if (minLength === undefined) return 'error-invalid-length-too-long';
  return maxLength === undefined ? 'error-invalid-length-too-short' : 'error-invalid-length';
}

/** Foresees the keys of the messages with which Keycloak would refuse an e-mail address; none if it would take it. */
export function emailRefusals(text: string, { isEmail, minLength, maxLength }: EmailRules): string[] {
  const { length } = text.trim();
  const fits = length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
  return [
    ...(fits ? [] : [lengthMessage(minLength, maxLength)]),
    ...(isEmail && !isEmailAddress(text) ? ['error-invalid-email'] : []),
  ];
}
