import { lookup } from 'node:dns/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, rootCertificates, type PeerCertificate } from 'node:tls';
import { hostOf, isPrivate, portOf } from '../../bridge/connecting/address.ts';
import { fail, notChecked, pass, warning, type Finding } from '../../bridge/connecting/finding.ts';

/** How connections are checked. */
export interface ConnectionOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly now?: () => number;
}

/** A cause of a failed connection: the codes that Node gives it, what it means, and what to do. */
interface Cause {
  readonly codes: RegExp;
  readonly seen: string;
  readonly remedy: string;
}

const CAUSES: readonly Cause[] = [
  {
    codes: /^ENOTFOUND$/,
    seen: 'There is no address for this host name',
    remedy: 'Check the spelling of the name, and its record in the DNS.',
  },
  {
    codes: /^EAI_AGAIN$/,
    seen: 'The DNS server does not answer',
    remedy: 'Check the DNS of the machine on which this command runs.',
  },
  {
    codes: /^ECONNREFUSED$/,
    seen: 'The connection is refused',
    remedy: 'Is it the right port, and is the proxy running?',
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH)$/,
    seen: 'There is no route to the host',
    remedy: 'Check network and firewall.',
  },
  {
    codes: /^(ETIMEDOUT|TIMEOUT)$/,
    seen: 'No connection was made in time',
    remedy:
      "Check that the firewall lets the identity provider's addresses, and this machine, through to the proxy.",
  },
  {
    codes: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
    seen: 'The certificate does not lead to a known authority',
    remedy:
      'Let the proxy send the intermediate certificates too (the full chain). A private authority is known to this machine through NODE_EXTRA_CA_CERTS, and to no identity provider in the cloud.',
  },
  {
    codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED)$/,
    seen: 'The certificate is self-signed, or of a private authority',
    remedy:
      'Identity providers in the cloud accept public authorities only. For a private one, name its certificate in NODE_EXTRA_CA_CERTS on this machine.',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    seen: 'The certificate is for another host name',
    remedy: 'Use a certificate that names this host, or a name that is in the certificate.',
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    seen: 'The certificate has expired',
    remedy: 'Renew it, and let the proxy load the new one.',
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    seen: 'The certificate is not valid yet',
    remedy: 'Check the clocks of this machine and of the proxy.',
  },
  {
    codes: /^(EPROTO|ERR_SSL_\w+)$/,
    seen: 'No TLS connection is possible',
    remedy: 'Does the port answer http instead of https? TLS 1.2 is needed at least.',
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    seen: 'The connection was closed',
    remedy: 'Does the port answer https instead of http? Does a firewall cut connections?',
  },
];

/** The finding about a connection that failed with this code. */
export function connectionFailure(code: string): Finding {
  const cause = CAUSES.find(({ codes }) => codes.test(code));
  return cause === undefined
    ? fail(`The connection failed (${code}).`, 'Check network, firewall and proxy.')
    : fail(`${cause.seen} (${code}).`, cause.remedy);
}

const codeOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message);
};

/** Checks that the host of a URL has an address. */
export async function checkName(url: URL): Promise<Finding> {
  try {
    const addresses = (await lookup(hostOf(url), { all: true })).map(({ address }) => address);
    const seen = addresses.slice(0, 4).join(', ');
    return addresses.some(isPrivate)
      ? warning(
          `${seen}: a private address.`,
          'Identity providers in the cloud do not reach it; run this command from outside, with --url and --token.',
        )
      : pass(seen);
  } catch (error) {
    return connectionFailure(codeOf(error));
  }
}

/** Checks that the port of a URL takes connections. */
export function checkPort(url: URL, { timeoutMs }: ConnectionOptions): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: hostOf(url), port: portOf(url) });
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(timeoutMs, () => {
      end(connectionFailure('TIMEOUT'));
    });
    socket.once('connect', () => {
      end(pass(`port ${portOf(url)}`));
    });
    socket.once('error', (error) => {
      // With several addresses, each has an error of its own.
      const [first = error] = ((error as Partial<AggregateError>).errors ?? []) as Error[];
      end(connectionFailure(codeOf(first)));
    });
  });
}

/** The certificate of a server, and the code of the reason why it is not accepted. */
interface Presented {
  readonly certificate: PeerCertificate;
  readonly problem: string | undefined;
}

/** Makes a TLS connection; rejects if none is possible at all. */
function presentedBy(url: URL, { timeoutMs }: ConnectionOptions, ca?: readonly string[]): Promise<Presented> {
  return new Promise((resolve, reject) => {
    const host = hostOf(url);
    const socket = connectTls({
      host,
      port: portOf(url),
      servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '',
      rejectUnauthorized: false,
      ...(ca === undefined ? {} : { ca: [...ca] }),
    });
    socket.setTimeout(timeoutMs, () => {
      socket.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' }));
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      // A code, or an error if the certificate is for another host.
      const { authorizationError: problem } = socket as { authorizationError?: string | Error };
      resolve({
        certificate: socket.getPeerCertificate(),
        problem: socket.authorized
          ? undefined
          : problem instanceof Error
            ? codeOf(problem)
            : (problem ?? 'CERT_UNTRUSTED'),
      });
      socket.destroy();
    });
  });
}

/** The time before its end at which a certificate should have been renewed. */
const SOON_MS = 14 * 86_400_000;

/** Checks the certificate of an https URL: chain, host name, validity, and whether its authority is a public one. */
export async function checkCertificate(url: URL, options: ConnectionOptions): Promise<Finding> {
  if (url.protocol !== 'https:') return notChecked('The URL is not https.');
  try {
    const { certificate, problem } = await presentedBy(url, options);
    if (problem !== undefined) return connectionFailure(problem);
    const end = new Date(certificate.valid_to);
    const day = Number.isNaN(end.getTime()) ? certificate.valid_to : end.toISOString().slice(0, 10);
    const { now = Date.now } = options;
    if (end.getTime() - now() < SOON_MS) {
      return warning(`The certificate ends soon, on ${day}.`, 'Renew it; does its automatic renewal work?');
    }
    const { problem: publicProblem } = await presentedBy(url, options, rootCertificates);
    return publicProblem === undefined
      ? pass(`valid until ${day}`)
      : warning(
          `Valid until ${day}, of an authority that this machine knows, but not everybody.`,
          'Identity providers in the cloud accept public authorities only.',
        );
  } catch (error) {
    return connectionFailure(codeOf(error));
  }
}
