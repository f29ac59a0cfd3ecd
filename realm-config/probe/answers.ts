import { textAt } from '../../scim/json.ts';
import { ERROR_URN } from '../../scim/errors.ts';
import { connectionFailure } from './connection.ts';
import { fail, type Finding } from '../../bridge/connecting/finding.ts';
import { detailOf, type Answer, type Reply } from './request.ts';

/** A kind of answer that does not come from the bridge, or not from the right place of it. */
interface Stranger {
  readonly is: (answer: Answer) => boolean;
  readonly seen: (answer: Answer) => string;
  readonly remedy: string;
}

/** Whether an answer is a SCIM message: only the bridge sends those. */
export const isScim = ({ json }: Answer): boolean => Array.isArray(json?.schemas);

/** Whether an answer is a SCIM error message (RFC 7644 §3.12), complete. */
export const isScimError = ({ json, status }: Answer): boolean =>
  Array.isArray(json?.schemas) &&
  json.schemas.includes(ERROR_URN) &&
  json.status === String(status) &&
  textAt(json, 'detail') !== '';

const isHtml = ({ contentType, text }: Answer): boolean =>
  /html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text);

const ROUTE =
  'Let the proxy send /realms/<realm>/scim/ to the port of the bridge, before the rule that sends /realms/ to Keycloak; README shows it for nginx.';

/** Answers of others, the most specific first. */
const STRANGERS: readonly Stranger[] = [
  {
    is: ({ status, location }) =>
      status >= 300 && status < 400 && /openid-connect\/auth|login|sso/i.test(location),
    seen: ({ status, location }) => `A redirect (${status}) to a sign-in page: ${location}`,
    remedy:
      'The proxy asks everybody to sign in. Leave the SCIM paths out of that: the bridge checks credentials itself.',
  },
  {
    is: ({ status }) => status >= 300 && status < 400,
    seen: ({ status, location }) => `A redirect (${status}) to ${location === '' ? 'nowhere' : location}`,
    remedy:
      'Identity providers do not follow redirects. Give them the address that is redirected to, and set PUBLIC_URL to it; or let the proxy answer without a redirect.',
  },
  {
    is: ({ json }) => json?.title === 'There is nothing here',
    seen: () => "The bridge's management port answered.",
    remedy: 'Let the proxy send the SCIM paths to PORT of the bridge, not to MANAGEMENT_PORT.',
  },
  {
    is: ({ json }) => json !== undefined && (typeof json.error === 'string' || 'errorMessage' in json),
    seen: ({ status, json = {} }) =>
      `Keycloak answered (${status}: ${textAt(json, 'error') || textAt(json, 'errorMessage')}), not the bridge.`,
    remedy: ROUTE,
  },
  {
    is: (answer) => isHtml(answer) && /keycloak/i.test(answer.text),
    seen: ({ status }) => `A page of Keycloak was answered (${status}), not by the bridge.`,
    remedy: ROUTE,
  },
  {
    is: ({ status }) => [502, 503, 504].includes(status),
    seen: ({ status }) => `The proxy answered ${status}: it does not reach the bridge.`,
    remedy: 'Is the bridge running, and does the proxy have its address and the port PORT?',
  },
  {
    is: ({ status }) => status === 404,
    seen: () => 'The proxy answered 404: it has no route for the SCIM paths.',
    remedy: ROUTE,
  },
  {
    is: ({ status }) => [401, 403, 407, 429].includes(status),
    seen: ({ status }) => `Something before the bridge refused the request (${status}).`,
    remedy:
      'Look at the rules of proxy and web application firewall: requests to the SCIM paths must pass, with the methods GET, POST, PUT, PATCH and DELETE.',
  },
];

/** The finding about an answer of Keycloak's own SCIM API, which has the same paths as the bridge. */
export const ownScimApiFinding = (detail: string): Finding =>
  fail(
    `Keycloak's own SCIM API answered ("${detail}"), not the bridge.`,
    `${ROUTE} Switch Keycloak's off in Realm settings > General > SCIM API.`,
  );

/** The finding about a reply that is not a SCIM message. */
export function strangerFinding(reply: Reply): Finding {
  if ('code' in reply) return connectionFailure(reply.code);
  const stranger = STRANGERS.find(({ is }) => is(reply));
  if (stranger !== undefined) return fail(stranger.seen(reply), stranger.remedy);
  const type = reply.contentType === '' ? 'no content type' : reply.contentType;
  return fail(`The answer is not SCIM (${reply.status}, ${type}).`, ROUTE);
}

/** What to do about the statuses of SCIM errors. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'The realm does not accept this credential: "realm-config log REALM --failed" says the true reason.',
  403: 'May the credential write? "realm-config log REALM --failed" says what refused the change.',
  404: 'Does the proxy change the path? It must pass /realms/<realm>/scim/v2/… on as it is.',
  405: 'Does the proxy change the method?',
  409: 'A user of an earlier test is perhaps left; "realm-config log REALM --failed" says which.',
  413: 'Raise the limit of the proxy for bodies (client_max_body_size in nginx).',
  415: 'Does the proxy change the header Content-Type?',
};

/** The finding about a reply that was not expected, with the sentence of the error if the bridge sent one. */
export function unexpectedFinding(reply: Reply): Finding {
  if ('code' in reply || !isScim(reply)) return strangerFinding(reply);
  const detail = detailOf(reply);
  return fail(
    `${reply.status}${detail === '' ? '' : `: ${detail}`}`,
    REMEDIES[reply.status] ?? '"realm-config log REALM --failed" says the true reason.',
  );
}
