import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** A key pair of a test issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: CryptoKey;
  /** The public key as it stands in the key set. */
  readonly jwk: JWK;
  /** The public key as PEM. */
  readonly pem: string;
}

/** What `sign` does otherwise than usual. */
interface Signing {
  /** Members of the header; `undefined` takes one away. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: IssuerKey;
}

/** An issuer of signed tokens on 127.0.0.1, with a discovery document and a key set. */
export interface TestIssuer {
  readonly url: string;
  /** Its key set. */
  readonly jwksUri: string;
  /** The RSA key that it signs with now. */
  key(): IssuerKey;
  /** Its other key, on an elliptic curve, which stands in the key set too. */
  readonly ecKey: IssuerKey;
  /** Claims of an hour, with `iss` of this issuer unless given. */
  sign(claims: Readonly<Record<string, unknown>>, signing?: Signing): Promise<string>;
  /** Signs with a new RSA key from now on; the old one leaves the key set. */
  rotate(): Promise<void>;
  /** Every answer is made by this instead; `undefined` as usual. */
  answer(handler: ((response: ServerResponse) => unknown) | undefined): void;
  /** Connections are cut, or no more. */
  away(is?: boolean): void;
  /** Every answer takes this long. */
  slow(ms: number): void;
  /** Paths asked for since the last reset. */
  requests(): readonly string[];
  reset(): void;
  close(): Promise<void>;
}

/** Makes a key pair, such as that of an attacker. */
export async function issuerKey(kid: string, alg: IssuerKey['alg'] = 'RS256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, jwk, pem: await exportSPKI(publicKey) };
}

/** Signs claims as they are; a header member that is `undefined` is left out. */
export function signed(
  claims: unknown,
  key: IssuerKey,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const payload = new TextEncoder().encode(typeof claims === 'string' ? claims : JSON.stringify(claims));
  const merged: Record<string, unknown> = { alg: key.alg, typ: 'JWT', kid: key.kid, ...header };
  const left = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  const crit = 'crit' in header ? { crit: { b64: true, 'x-unknown': true } } : {};
  return new CompactSign(payload).setProtectedHeader(left as { alg: string }).sign(key.privateKey, crit);
}

/** Starts an issuer; close it in `afterAll`. */
export async function startIssuer(): Promise<TestIssuer> {
  let generation = 1;
  let key = await issuerKey('rsa-1');
  const ecKey = await issuerKey('ec-1', 'ES256');
  const dead: JWK = {
    kty: 'oct',
    kid: 'shared',
    k: Buffer.from('a secret that is shared').toString('base64url'),
  };
  let isAway = false;
  let delay = 0;
  let handler: ((response: ServerResponse) => unknown) | undefined;
  let requests: string[] = [];

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    if (isAway) {
      request.socket.destroy();
      return;
    }
    void sleep(delay).then(() => {
      if (handler !== undefined) {
        handler(response);
        return;
      }
      const document = path.endsWith('/keys')
        ? { keys: [key.jwk, ecKey.jwk, dead, { ...key.jwk, kid: 'for-encryption', use: 'enc' }] }
        : { issuer: url, jwks_uri: `${url}/keys` };
      const known = path.endsWith('/keys') || path.includes('/.well-known/');
      response.writeHead(known ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(known ? JSON.stringify(document) : '');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    jwksUri: `${url}/keys`,
    key: () => key,
    ecKey,
    sign(claims, { header, key: other = key } = {}) {
      const now = Math.floor(Date.now() / 1_000);
      return signed({ iss: url, iat: now, nbf: now, exp: now + 3_600, ...claims }, other, header);
    },
    async rotate() {
      generation += 1;
      key = await issuerKey(`rsa-${generation}`);
    },
    answer: (next) => {
      handler = next;
    },
    away: (is = true) => {
      isAway = is;
    },
    slow: (ms) => {
      delay = ms;
    },
    requests: () => [...requests],
    reset: () => {
      requests = [];
      isAway = false;
      delay = 0;
      handler = undefined;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
