/** A cause of failed connections: the codes that Node gives it, and a sentence with the way out. */
interface ConnectionCause {
  readonly codes: RegExp;
  readonly sentence: string;
}

const CAUSES: readonly ConnectionCause[] = [
  {
    codes:
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    sentence:
      'the certificate is not signed by a known CA; name the file with the certificate of your CA in NODE_EXTRA_CA_CERTS',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    sentence: 'the certificate is for another host name; use a name that is in the certificate',
  },
  { codes: /^CERT_HAS_EXPIRED$/, sentence: 'the certificate has expired; renew it' },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    sentence: 'the certificate is not valid yet; check the clocks of both machines',
  },
  {
    codes: /^(EPROTO|ERR_SSL_\w+)$/,
    sentence: 'no TLS connection is possible; is it http instead of https?',
  },
  { codes: /^ENOTFOUND$/, sentence: 'there is no address for this host name; check the name' },
  { codes: /^EAI_AGAIN$/, sentence: 'the DNS server does not answer; check the DNS of this machine' },
  {
    codes: /^ECONNREFUSED$/,
    sentence: 'the connection is refused; is it the right port, and is the server running?',
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH)$/,
    sentence: 'there is no route to the host; check network and firewall',
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    sentence: 'the connection was closed; is it https instead of http?',
  },
  {
    codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    sentence: 'no connection was made in time; check network and firewall',
  },
  {
    codes: /^(UND_ERR_(HEADERS|BODY)_TIMEOUT|TimeoutError|AbortError|OAUTH_TIMEOUT)$/,
    sentence: 'no answer came in time',
  },
];

/** The name and the code of an error and of its causes, the innermost causes first. */
function codesOf(error: unknown, depth = 5): string[] {
  if (typeof error !== 'object' || error === null || depth === 0) return [];
  const { name, code, cause, errors = [cause] } = error as Partial<AggregateError> & { code?: unknown };
  const causes = errors.flatMap((nested: unknown) => codesOf(nested, depth - 1));
  return [...causes, ...[code, name].filter((text) => typeof text === 'string')];
}

/**
 * Says in one sentence, without a full stop, why a connection failed and what to check; `undefined` if the error is not
 * a failed connection.
 */
export function connectionCause(error: unknown): string | undefined {
  for (const code of codesOf(error)) {
    const cause = CAUSES.find(({ codes }) => codes.test(code));
    if (cause !== undefined) return `${cause.sentence} (${code})`;
  }
  return undefined;
}
