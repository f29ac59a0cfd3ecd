import type { IncomingMessage } from 'node:http';

/**
 * Turns a request target in absolute form into path and query, and its host into the Host header (RFC 9112 §3.2.2).
 */
export function originForm(request: IncomingMessage): void {
  const { url = '' } = request;
  const [whole, authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  if (whole === undefined || authority === undefined) return;
  const rest = url.slice(whole.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  // User information before the host is not part of the Host header (RFC 9110 §4.2.4).
  request.headers.host = authority.slice(authority.lastIndexOf('@') + 1);
}
