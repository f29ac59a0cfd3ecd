import { isObject, textAt } from '../../scim/json.ts';
import { isScim, isScimError, ownScimApiFinding, strangerFinding, unexpectedFinding } from './answers.ts';
import { fail, notChecked, pass, warning, type Finding } from '../../bridge/connecting/finding.ts';
import { detailOf, referenceOf, type Answer, type Reply, type Send } from './request.ts';

const DISCOVERY = '/ServiceProviderConfig';

/** Asks without a credential, which the bridge answers 401 whatever the realm is. */
export const askWithoutCredential = (send: Send): Promise<Reply> =>
  send({ method: 'GET', target: DISCOVERY, authorization: 'none' });

/** Checks that the answer to a request without a credential is the bridge's. */
export function checkRoute(reply: Reply): Finding {
  if ('code' in reply || !isScim(reply)) return strangerFinding(reply);
  const { status } = reply;
  // Each refusal of the bridge has a reference; Keycloak's own SCIM API has the same paths, and answers SCIM as well.
  if (status === 401 && referenceOf(reply) === '') return ownScimApiFinding(detailOf(reply));
  if (status === 401) return pass('the bridge answers');
  if (status === 404) {
    return fail(
      `The bridge answered 404: ${detailOf(reply)}`,
      'The proxy changes the path. It must pass /realms/<realm>/scim/v2/… on as it is (in nginx: proxy_pass without a path, also without a slash).',
    );
  }
  if (status < 300) {
    return warning(
      'A request without a credential was accepted.',
      'The proxy adds a credential of its own: everybody can then change the users of the realm.',
    );
  }
  return unexpectedFinding(reply);
}

/** Asks with the credential. */
export const askDiscovery = (send: Send): Promise<Reply> => send({ method: 'GET', target: DISCOVERY });

/** Checks that the bridge gets the Authorization header: otherwise both answers are the same. */
export function checkHeader(without: Reply, reply: Reply): Finding {
  if ('code' in reply || 'code' in without || !isScim(reply)) return strangerFinding(reply);
  if (reply.status === 401 && detailOf(reply) === detailOf(without)) {
    return fail(
      'The bridge gets no Authorization header.',
      'The proxy strips it, or uses it for a sign-in of its own: let it pass the header on.',
    );
  }
  return pass('the header arrives');
}

/** Checks that the realm accepts the credential. */
export function checkCredential(reply: Reply, realm: string): Finding {
  if ('code' in reply || !isScim(reply)) return strangerFinding(reply);
  if (reply.status === 401) {
    const reference = referenceOf(reply);
    return fail(
      `401: ${detailOf(reply)}`,
      `The true reason: realm-config log ${realm}${reference === '' ? ' --failed' : ` --request ${reference}`}. If that has no entry, check the name of the realm, which is case-sensitive, and that SCIM is enabled.`,
    );
  }
  return reply.status === 200 ? pass('the realm accepts it') : unexpectedFinding(reply);
}

/** Checks the media type of an answer (RFC 7644 §8.1). */
export const checkContentType = ({ contentType }: Answer): Finding =>
  /^application\/scim\+json\b/i.test(contentType)
    ? pass(contentType)
    : fail(
        contentType === '' ? 'The answer has no content type.' : contentType,
        'The proxy changes the header Content-Type; it must stay application/scim+json.',
      );

/** Checks that the addresses in answers begin with the SCIM URL that was called. */
export function checkLocation({ json = {} }: Answer, url: string): Finding {
  const location = isObject(json.meta) ? textAt(json.meta, 'location') : '';
  if (location.startsWith(`${url}/`)) return pass(location);
  return fail(
    location === '' ? 'meta.location is missing.' : `meta.location is ${location}`,
    'Set PUBLIC_URL of the bridge to the address that identity providers call. If the realm has several (enable --domain), let the proxy pass on Host or X-Forwarded-Host, and name the proxy in TRUSTED_PROXIES.',
  );
}

/** Checks that a slash at the end of a path changes nothing: some clients add one. */
export async function checkTrailingSlash(send: Send): Promise<Finding> {
  const reply = await send({ method: 'GET', target: `${DISCOVERY}/` });
  if (!('code' in reply) && isScim(reply) && reply.status === 200)
    return pass('a slash at the end is ignored');
  return 'code' in reply || !isScim(reply) ? strangerFinding(reply) : unexpectedFinding(reply);
}

/** Checks that a static token is accepted as the password of Basic; some clients know nothing else. */
export async function checkBasic(send: Send, token: string | undefined): Promise<Finding> {
  if (token === undefined) return notChecked('This needs a static token and a realm that accepts Basic.');
  const basic = Buffer.from(`realm-config:${token}`).toString('base64');
  const reply = await send({ method: 'GET', target: DISCOVERY, authorization: `Basic ${basic}` });
  if (!('code' in reply) && reply.status === 200) return pass('a token as password is accepted');
  return unexpectedFinding(reply);
}

/** Checks that a header without a credential is refused as clients expect it. */
export async function checkRefusal(send: Send): Promise<Finding> {
  const reply = await send({ method: 'GET', target: '/Users?count=1', authorization: 'non-token' });
  if ('code' in reply || !isScim(reply)) return strangerFinding(reply);
  return reply.status === 401 && isScimError(reply)
    ? pass('401 with a SCIM error')
    : fail(
        `A request with a wrong credential was answered ${reply.status}.`,
        'Does the proxy change the Authorization header?',
      );
}
