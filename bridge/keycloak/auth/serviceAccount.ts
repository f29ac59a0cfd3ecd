import type { TokenResponse } from './signIn.ts';

/** The access token of the bridge's service account in a realm. */
export interface TokenSource {
  /** Returns a valid access token, from memory if possible. */
  getAccessToken(): Promise<string>;
  /** Forgets the current token, and one that is being requested, so that the next caller requests a new one. */
  forget(): void;
}

/** The share of its lifetime after which a token is renewed, so that callers never get an expired one. */
const RENEW_AT_SHARE = 0.7;

interface Token {
  readonly value: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Creates the token source of a realm: concurrent callers share one token request, and a token is renewed in the
 * background before it expires.
 */
export function createServiceAccount(signIn: () => Promise<TokenResponse>): TokenSource {
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;
  /** Counts how often tokens were forgotten: a request that began before is not remembered. */
  let forgotten = 0;

  async function request(): Promise<Token> {
    const start = Date.now();
    const forgottenBefore = forgotten;
    try {
      const response = await signIn();
      const lifetimeMs = (response.expires_in ?? 60) * 1000;
      const token = {
        value: response.access_token,
        renewAt: start + lifetimeMs * RENEW_AT_SHARE,
        expiresAt: start + lifetimeMs - 1000,
      };
      if (forgottenBefore === forgotten) current = token;
      return token;
    } finally {
      if (forgottenBefore === forgotten) pending = undefined;
    }
  }

  return {
    async getAccessToken() {
      const now = Date.now();
      if (current !== undefined && now < current.expiresAt) {
        if (now >= current.renewAt && pending === undefined) {
          pending = request();
          pending.catch(() => undefined);
        }
        return current.value;
      }
      pending ??= request();
      return (await pending).value;
    },
    forget() {
      forgotten += 1;
      current = undefined;
      pending = undefined;
    },
  };
}
