import { isIP, isIPv4 } from 'node:net';
import { formatText, message, type Text } from '../../documents/text.ts';
import type { Finding, Outcome } from './finding.ts';

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

/** What is known of a SCIM URL as text: what was seen, then what to do about it. */
interface ExaminedAddress {
  readonly outcome: Extract<Outcome, 'pass' | 'warning' | 'fail'>;
  readonly texts: readonly Text[];
}

/** Examines a SCIM URL as text: whether identity providers could call it at all. */
export function examineAddress(text: string): ExaminedAddress {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return {
      outcome: 'fail',
      texts: [
        message('"{text}" is not an http or https URL.', { text }),
        message('Set PUBLIC_URL of the bridge to an address such as https://id.example.com.'),
      ],
    };
  }
  if (text.includes('?') || text.includes('#') || url.username !== '') {
    return {
      outcome: 'fail',
      texts: [
        message('The URL has a query, a fragment or a user name.'),
        message('Leave it out: clients append paths such as /Users to the URL.'),
      ],
    };
  }
  const warning = findWarning(url, text);
  return warning === undefined ? { outcome: 'pass', texts: [text] } : { outcome: 'warning', texts: warning };
}

/** Finds what providers may not like about a URL that can be called; `undefined` if there is nothing. */
function findWarning(url: URL, text: string): readonly Text[] | undefined {
  if (isLoopback(hostOf(url))) {
    return [
      message('{host} is an address of this machine itself.', { host: url.host }),
      message(
        'Only programs on this machine reach it: for any other identity provider, set PUBLIC_URL of the bridge to the address under which that one reaches it.',
      ),
    ];
  }
  if (url.protocol === 'http:') {
    return [
      message('The URL is http: tokens travel in the clear.'),
      message(
        'Most identity providers call only https: set PUBLIC_URL to an https address and let the proxy answer it.',
      ),
    ];
  }
  if (!text.endsWith('/')) return undefined;
  return [message('The URL ends with a slash.'), message('Leave the slash out where the URL is typed.')];
}

/** Checks a SCIM URL as text. */
export function checkAddress(url: string): Finding {
  const { outcome, texts } = examineAddress(url);
  const [seen = '', remedy] = texts.map((text) => formatText(text));
  return { outcome, seen, ...(remedy === undefined ? {} : { remedy }) };
}
