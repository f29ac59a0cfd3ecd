import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { AdminProblem, type AdminApi } from '../../../console/src/api/adminApi.ts';
import { readEvents, type StreamEvent } from '../../../console/src/api/events.ts';
import { followJournal } from '../../../console/src/api/followJournal.ts';
import { SessionEnded } from '../../../console/src/shell/session.ts';

/** A body that comes in these pieces, and then ends. */
const bodyOf = (...pieces: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

const eventOf = (id: number): string => `id: ${id}\nevent: entry\ndata: {"id":${id}}\n\n`;

/** Follows until so many entries were told; returns their ids, and what was asked of the bridge. */
async function follow(
  count: number,
  answers: readonly (() => ReadableStream<Uint8Array>)[],
  pages: readonly (readonly number[])[] = [],
) {
  const ended = new AbortController();
  const asked: string[] = [];
  const ids: number[] = [];
  const api: AdminApi = {
    realm: 'acme',
    call: (name) => {
      asked.push(name);
      const entries = (pages[asked.length - 2] ?? []).map((id) => ({ id }));
      return Promise.resolve({ body: { entries }, etag: '' } as never);
    },
    open: (path, headers) => {
      asked.push(`${path} ${headers['Last-Event-ID'] ?? '-'}`);
      const body = answers[asked.length - 1];
      return body === undefined
        ? Promise.reject(new AdminProblem('forbidden', 'no'))
        : Promise.resolve({ body: body() } as Response);
    },
  };
  const onEntry = ({ id }: JournalEntry): void => {
    ids.push(id);
    if (ids.length === count) ended.abort();
  };
  const follower = { query: { kind: 'write' }, onEntry, onState: () => undefined };
  const error: unknown = await followJournal(api, follower, ended.signal, {
    firstDelayMs: 1,
    pollEveryMs: 1,
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { ids, asked, error };
}

describe('a stream of events', () => {
  it('is read however it is cut, with several lines of data and comments', async () => {
    const text = ':\n\nid: 7\n\nevent: entry\nid: 8\ndata: {"a":\ndata: "ä"}\n\ndata: cut';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events: StreamEvent[] = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual([
      { event: 'message', data: '' },
      { id: '7', event: 'message', data: '' },
      { id: '8', event: 'entry', data: '{"a":\n"ä"}' },
    ]);
  });
});

describe('following the provisioning log', () => {
  it('connects again after a loss, and goes on where it was', async () => {
    const { ids, asked } = await follow(3, [
      () => bodyOf('id: 4\n\n', eventOf(5)),
      () => bodyOf(eventOf(6), eventOf(7)),
    ]);
    expect(ids).toEqual([5, 6, 7]);
    expect(asked).toEqual(['/journal/stream?kind=write -', '/journal/stream?kind=write 5']);
  });

  it('connects again when the bridge ends the stream because the token has', async () => {
    const problem = 'event: problem\ndata: {"code":"unauthorized","detail":"over"}\n\n';
    const { ids } = await follow(1, [() => bodyOf(problem), () => bodyOf(eventOf(1))]);
    expect(ids).toEqual([1]);
  });

  it('goes on when the person signs in again', async () => {
    const signedOut = (): never => {
      throw new SessionEnded();
    };
    const { ids, asked } = await follow(2, [() => bodyOf(eventOf(1)), signedOut, () => bodyOf(eventOf(2))]);
    expect(ids).toEqual([1, 2]);
    expect(asked).toHaveLength(3);
  });

  it('ends with the reason where a new attempt changes nothing', async () => {
    const { error } = await follow(1, []);
    expect(error).toMatchObject({ code: 'forbidden' });
  });

  it('asks again and again where no stream gets through', async () => {
    const missing = (): never => {
      throw new AdminProblem('notFound', 'none');
    };
    const { ids, asked } = await follow(
      2,
      [missing],
      [
        [3, 2],
        [5, 4, 3],
      ],
    );
    expect(ids).toEqual([4, 5]);
    expect(asked.slice(1)).toEqual(['GET /journal', 'GET /journal']);
  });
});
