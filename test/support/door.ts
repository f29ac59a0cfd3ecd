import { request as send, type IncomingHttpHeaders } from 'node:http';
import type { Entry } from '../../bridge/journal/entry.ts';
import { administratorToken } from './administrator.ts';

/** What the door answered. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; `undefined` when there is none. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it freely
}

/** A request, apart from its credential. */
export interface DoorRequest {
  readonly method?: string;
  /** Below the realm's SCIM URL. */
  readonly path?: string;
  readonly body?: unknown;
  /** `Host` among them, which `fetch` does not let through. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A journal entry as the admin API shows it. */
export type ShownEntry = Omit<Entry, 'time'> & { readonly time: string };

/** Where the bridge that is looked at is. */
export interface DoorPlace {
  readonly url: string;
  readonly managementUrl: string;
  /** Keycloak as the bridge reaches it: its tokens name that address. */
  readonly keycloakUrl: string;
  /** What the bridge has logged so far. */
  readonly log: () => unknown;
}

/** A bridge as strangers, clients and administrators meet it; remembers every credential that is shown to it. */
export interface TestDoor {
  readonly url: string;
  /** What Prometheus would read. */
  metrics(): Promise<string>;
  /** Sends a request with this `Authorization` header, or none. */
  knock(realm: string, authorization: string | undefined, request?: DoorRequest): Promise<DoorAnswer>;
  /** Reads something with this header; throws unless it may. */
  enter(realm: string, authorization: string): Promise<void>;
  /** Asks the admin API as an administrator of Keycloak; `path` is below the realm's admin URL. */
  admin(
    method: string,
    realm: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<DoorAnswer>;
  /** Replaces a realm's configuration; further members are those of `scim.config`. */
  configure(
    realm: string,
    config: Readonly<Record<string, unknown>>,
    more?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Makes a static token of a realm. */
  token(realm: string, wish: Readonly<Record<string, unknown>>): Promise<{ id: string; token: string }>;
  /** A realm's journal, newest first; `query` as in the URL. */
  journal(realm: string, query?: string): Promise<readonly ShownEntry[]>;
  /** The entry of one request in a realm's journal. */
  entryOf(realm: string, answer: DoorAnswer): Promise<ShownEntry | undefined>;
  /** Asks a realm's token endpoint; gives what it answers. */
  keycloakToken(realm: string, form: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  /** Remembers something that must not be told. */
  secret(text: string): void;
  /** Every place where a credential that was shown to the bridge, or a part of one that opens the door, is told; looks into the journals of realms that were configured, and of further ones. */
  leaks(further?: readonly string[]): Promise<readonly string[]>;
}

function ask(
  url: string,
  { method = 'GET', headers = {}, body }: DoorRequest,
): Promise<Omit<DoorAnswer, 'body'>> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const parsed = (answer: Omit<DoorAnswer, 'body'>): DoorAnswer => ({
  ...answer,
  body: answer.text === '' ? undefined : (JSON.parse(answer.text) as unknown),
});

/** The parts of a credential that open the door. */
function partsOf(authorization: string): string[] {
  const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(authorization) ?? [];
  if (word.toLowerCase() !== 'basic') {
    const signature = /^eyJ.*\.([\w-]{20,})$/s.exec(rest)?.[1];
    return [rest, ...(signature === undefined ? [] : [signature])];
  }
  const text = Buffer.from(rest, 'base64').toString('utf8');
  return [rest, text.slice(text.indexOf(':') + 1)];
}

/** Less is found in any text by chance. */
const LEAST = 12;

/** Opens the doors of a bridge for tests. */
export function testDoor({ url, managementUrl, keycloakUrl, log }: DoorPlace): TestDoor {
  const secrets = new Set<string>();
  const realms = new Set<string>();
  const answers: string[] = [];
  const administrator = administratorToken(keycloakUrl);
  const remember = (text: string): void => {
    if (text.length >= LEAST) secrets.add(text);
  };

  async function keycloakToken(realm: string, form: Readonly<Record<string, string>>) {
    const answer = await fetch(`${keycloakUrl}/realms/${realm}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const body = (await answer.json()) as Record<string, string>;
    if (answer.status !== 200) throw new Error(`token: ${String(answer.status)} ${JSON.stringify(body)}`);
    for (const name of ['access_token', 'refresh_token', 'id_token']) remember(body[name] ?? '');
    if (form.client_secret !== undefined) remember(form.client_secret);
    return body;
  }

  const admin: TestDoor['admin'] = async (method, realm, path, body, headers = {}) => {
    const token = await administrator();
    remember(token);
    const target = `${managementUrl}/realms/${realm}/scim/admin/v1${path}`;
    const given = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers };
    return parsed(await ask(target, { method, body, headers: given }));
  };

  async function adminOk(...call: Parameters<typeof admin>): Promise<DoorAnswer> {
    const answer = await admin(...call);
    if (answer.status < 300) return answer;
    throw new Error(`${call.slice(0, 3).join(' ')}: ${String(answer.status)} ${answer.text}`);
  }

  async function journal(realm: string, query = 'limit=500'): Promise<readonly ShownEntry[]> {
    const answer = await adminOk('GET', realm, `/journal?${query}`);
    return (answer.body as { entries: ShownEntry[] }).entries;
  }

  const knock: TestDoor['knock'] = async (realm, authorization, request = {}) => {
    const { path = '/Users?filter=userName%20eq%20%22nobody%22', ...rest } = request;
    if (authorization !== undefined) partsOf(authorization).forEach(remember);
    const headers = {
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(rest.body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
      ...rest.headers,
    };
    const answer = await ask(`${url}/realms/${realm}/scim/v2${path}`, { ...rest, headers });
    answers.push(JSON.stringify(answer));
    return parsed(answer);
  };

  const metrics = async (): Promise<string> => (await fetch(`${managementUrl}/metrics`)).text();

  return {
    url,
    metrics,
    knock,
    async enter(realm, authorization) {
      const { status, text } = await knock(realm, authorization);
      if (status !== 200) throw new Error(`not admitted to ${realm}: ${String(status)} ${text}`);
    },
    admin,
    async configure(realm, config, more = {}) {
      realms.add(realm);
      const body = { enabled: true, profile: 'generic', config: { version: 1, ...config }, ...more };
      await adminOk('PUT', realm, '/config', body, { 'If-Match': '*' });
    },
    async token(realm, wish) {
      const answer = await adminOk('POST', realm, '/tokens', wish);
      return answer.body as { id: string; token: string };
    },
    journal,
    async entryOf(realm, { headers }) {
      const [entry] = await journal(realm, `request=${String(headers['x-request-id'])}`);
      return entry;
    },
    keycloakToken,
    secret: remember,
    async leaks(further = []) {
      const places: [string, string][] = [
        ['log', JSON.stringify(log())],
        ['metrics', await metrics()],
        ...answers.map((text): [string, string] => ['answer', text]),
      ];
      for (const realm of new Set([...realms, ...further]))
        places.push([`journal of ${realm}`, JSON.stringify(await journal(realm))]);
      return [...secrets].flatMap((secret) =>
        places
          .filter(([, text]) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)))
          .map(([place]) => `${secret.slice(0, 8)}… in ${place}`),
      );
    },
  };
}
