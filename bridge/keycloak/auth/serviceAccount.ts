import type { Grant } from './signIn.ts';

/** Hands out the access token of the bridge's own account in a realm. */
export interface TokenSource {
  getAccessToken(): Promise<string>;
  /** Drops the token at hand, so that the next caller gets a new one. */
  forget(): void;
}

/** A token is renewed when this share of its life is over, so that callers never meet an expired one. */
const RENEW_AT = 0.7;

interface Token {
  readonly value: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Creates the token source of a realm: one request for all callers at once, and a new token in the background before
 * the old one ends.
 */
export function createServiceAccount(signIn: () => Promise<Grant>): TokenSource {
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function request(): Promise<Token> {
    const start = Date.now();
    try {
      const answer = await signIn();
      const life = (answer.expires_in ?? 60) * 1000;
      current = {
        value: answer.access_token,
        renewAt: start + life * RENEW_AT,
        expiresAt: start + life - 1000,
      };
      return current;
    } finally {
      pending = undefined;
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
      current = undefined;
    },
  };
}
