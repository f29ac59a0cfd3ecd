import { isIP, isIPv4 } from 'node:net';
import { fail, pass, warning, type Finding } from './finding.ts';

/** The host of a URL as the resolver takes it, without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The port of a URL, also if it is the default one. */
export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

/** Whether an address is this machine's own. */
const isLoopback = (address: string): boolean =>
  /^(127\.|::1$|::ffff:127\.|0\.0\.0\.0$)/i.test(address) || /(^|\.)localhost$/i.test(address);

/** Whether an address is not routed in the internet (RFC 1918, RFC 6598, RFC 4193, RFC 3927, RFC 4291). */
export function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return isIP(address) !== 0 && /^(f[cd]|fe[89ab])/i.test(address);
  return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  );
}

/** Checks a SCIM URL as text: whether identity providers could call it at all. */
export function checkAddress(text: string): Finding {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return fail(
      `"${text}" is not an http or https URL.`,
      'Set PUBLIC_URL of the bridge to an address such as https://id.example.com.',
    );
  }
  if (text.includes('?') || text.includes('#') || url.username !== '') {
    return fail(
      'The URL has a query, a fragment or a user name.',
      'Leave it out: clients append paths such as /Users to the URL.',
    );
  }
  if (isLoopback(hostOf(url))) {
    return warning(
      `${url.host} is an address of this machine itself.`,
      'Identity providers cannot call it: set PUBLIC_URL of the bridge to the address under which they reach it.',
    );
  }
  if (url.protocol === 'http:') {
    return warning(
      'The URL is http: tokens travel in the clear.',
      'Most identity providers call only https: set PUBLIC_URL to an https address and let the proxy answer it.',
    );
  }
  if (text.endsWith('/')) {
    return warning('The URL ends with a slash.', 'Leave the slash out where the URL is typed.');
  }
  return pass(text);
}
