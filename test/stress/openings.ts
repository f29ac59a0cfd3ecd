import { patch, searchRequest, user } from '../support/scim/messages.ts';
import type { Target } from './hostile.ts';
import type { WireRequest } from './wire.ts';

const LENGTH = 90_000;
const RUNS = ['[', '"', 'a', 'a.', ' ', 'a,', '[]', '\\', 'urn:'];

/** What each text is put into. */
const PLACES: readonly ((text: string) => readonly [method: string, path: string, body: unknown])[] = [
  (filter) => ['POST', '/Users/.search', searchRequest({ filter })],
  (sortBy) => ['POST', '/Users/.search', searchRequest({ sortBy })],
  (text) => ['POST', '/Groups/.search', searchRequest({ attributes: [text] })],
  (path) => ['PATCH', '/Users/none', patch({ op: 'replace', path, value: 'a' })],
  (text) => ['PATCH', '/Users/none', patch({ op: 'add', value: { [text]: 'a' } })],
  (text) => ['POST', '/Users', user('', { [`urn:${text}`]: { a: text } })],
];

/** Requests that every run begins with, whatever its seed: the same long run of characters in every text that is parsed. */
export function openings({ bridge, attacked, users }: Target): WireRequest[] {
  return RUNS.flatMap((run) =>
    PLACES.map((place) => {
      const [method, path, message] = place(run.repeat(LENGTH / run.length));
      const body = Buffer.from(JSON.stringify(message));
      return {
        port: bridge.port,
        method,
        target: `/realms/${attacked.name}/scim/v2${path.replace('none', users[0] ?? '')}`,
        headers: [
          ['Host', '127.0.0.1'],
          ['Connection', 'close'],
          ['Authorization', `Bearer ${attacked.token}`],
          ['Content-Type', 'application/scim+json'],
          ['Content-Length', String(body.length)],
        ],
        body,
      } satisfies WireRequest;
    }),
  );
}
