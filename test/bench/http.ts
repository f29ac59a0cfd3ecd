/** An HTTP answer, parsed. */
export interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}

/** One exchange; `path` is relative to the base URL. Any status but 2xx and those in `accept` throws. */
export type Http = (
  method: string,
  path: string,
  body?: unknown,
  accept?: readonly number[],
) => Promise<Reply>;

/** How an {@link Http} speaks. */
export interface HttpOptions {
  readonly base: string;
  readonly token: () => Promise<string> | string;
  /** Media type of what is sent. */
  readonly type?: string;
}

/** Creates a caller with kept-alive connections, the same for every contender. */
export function createHttp({ base, token, type = 'application/json' }: HttpOptions): Http {
  return async (method, path, body, accept = []) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'Content-Type': type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok && !accept.includes(answer.status))
      throw new Error(`${method} ${base}${path} was answered ${answer.status}: ${text.slice(0, 500)}`);
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };
}

/** A token is renewed when this share of its life is over. */
const RENEW_AT = 0.7;

/** Creates a cache of one access token of a realm: one request for all callers, and a new one before it ends. */
export function createToken(
  keycloakUrl: string,
  realm: string,
  form: Readonly<Record<string, string>>,
): () => Promise<string> {
  let current: Promise<string> | undefined;
  let renewAt = 0;

  async function request(): Promise<string> {
    const answer = await fetch(`${keycloakUrl}/realms/${realm}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    if (!answer.ok)
      throw new Error(`Keycloak gave no token in realm ${realm} (${answer.status}): ${await answer.text()}`);
    const { access_token, expires_in } = (await answer.json()) as {
      access_token: string;
      expires_in: number;
    };
    renewAt = Date.now() + expires_in * 1_000 * RENEW_AT;
    return access_token;
  }

  return () => {
    if (current === undefined || Date.now() >= renewAt) {
      renewAt = Infinity;
      current = request();
    }
    return current;
  };
}
