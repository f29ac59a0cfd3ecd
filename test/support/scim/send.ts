/** An answer over HTTP, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body: parsed if it is JSON, the text if it is not, `undefined` if it is empty. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it freely
}

/** What a request has besides method and URL. */
interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and forms are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

function encode(body: unknown): string | URLSearchParams {
  return typeof body === 'string' || body instanceof URLSearchParams ? body : JSON.stringify(body);
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends a request and parses the answer; a body that is no form has SCIM's media type by default. */
export async function send(
  method: string,
  url: string,
  { headers, body }: RequestParts = {},
): Promise<Answer> {
  const isScim = body !== undefined && !(body instanceof URLSearchParams);
  const response = await fetch(url, {
    method,
    headers: { ...(isScim ? { 'Content-Type': 'application/scim+json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: encode(body) }),
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) };
}
