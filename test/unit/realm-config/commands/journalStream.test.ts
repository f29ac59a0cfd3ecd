import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { createAdminApi } from '../../../../realm-config/adminApi.ts';
import { followStream } from '../../../../realm-config/commands/journalStream.ts';
import type { Printed } from '../../../../realm-config/render/escapeTerminal.ts';

const entryOf = (id: number, requestId: string): JournalEntry => ({
  ...{ id, requestId, realm: 'acme', kind: 'write', method: 'POST', target: '/Users', status: 201 },
  ...{ quirks: [], ignored: [], keycloak: [], outcome: 'Done.', milliseconds: 1 },
  time: new Date(Date.UTC(2026, 10, 1, 12, 0, id)).toISOString(),
});

/** An answer of the bridge: entries, after which the stream ends or breaks off, or a problem. */
interface Answer {
  readonly entries?: readonly JournalEntry[];
  readonly breaksOff?: boolean;
  readonly problem?: { readonly status: number; readonly code: string; readonly inStream?: boolean };
}

const problemOf = (code: string): string => JSON.stringify({ code, detail: `It is ${code}.` });

function send(response: ServerResponse, { entries = [], breaksOff = false, problem }: Answer): void {
  if (problem !== undefined && problem.inStream !== true) {
    response.writeHead(problem.status, { 'Content-Type': 'application/problem+json' });
    response.end(problemOf(problem.code));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(':\n\nid: 1\n\n');
  for (const entry of entries)
    response.write(`id: ${entry.id}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
  if (problem !== undefined) response.write(`event: problem\ndata: ${problemOf(problem.code)}\n\n`);
  if (breaksOff) setTimeout(() => response.destroy(), 50);
  else response.end();
}

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Follows a bridge that gives these answers, one to each request; `asked` has the ids it was asked for. */
async function followed(
  answers: readonly Answer[],
  { last, since }: { last?: JournalEntry; since?: string } = {},
) {
  const asked: unknown[] = [];
  const printed: string[] = [];
  const notes: Printed[] = [];
  let signIns = 0;
  server = createServer((request, response) => {
    asked.push(request.headers['last-event-id']);
    send(response, answers[asked.length - 1] ?? {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api = createAdminApi({
    managementUrl: `http://127.0.0.1:${port}`,
    signIn: () => Promise.resolve(`token-${(signIns += 1)}`),
  });
  const tools = {
    print: (entries: readonly JournalEntry[]) => printed.push(...entries.map(({ requestId }) => requestId)),
    note: (note: Printed) => notes.push(note),
    isClosed: () => asked.length > answers.length,
    intervalMs: 1,
  };
  const newest = await followStream(api, 'acme', { since }, tools, last);
  return { printed, notes, newest: newest?.requestId, asked: asked.slice(0, answers.length), signIns };
}

describe('following the stream of the journal', () => {
  const [a, b, c] = [entryOf(3, 'a'), entryOf(4, 'b'), entryOf(5, 'c')];

  it('goes on after the last entry in another stream, signed in again', async () => {
    const { printed, asked, notes, signIns } = await followed(
      [
        { entries: [b] },
        { entries: [c], problem: { status: 401, code: 'unauthorized', inStream: true } },
        {},
      ],
      { last: a },
    );
    expect({ printed, asked, notes }).toEqual({ printed: ['b', 'c'], asked: ['3', '4', '5'], notes: [] });
    expect(signIns).toBeGreaterThanOrEqual(3);
  });

  it('goes on after a connection that broke off, and says once that it waits', async () => {
    const away = { problem: { status: 503, code: 'keycloakUnavailable' } };
    const { printed, notes } = await followed([{ entries: [b], breaksOff: true }, away, { entries: [c] }], {
      last: a,
    });
    expect(printed).toEqual(['b', 'c']);
    expect(notes).toEqual([
      [expect.stringMatching(/^The bridge does not answer at /), 'Waiting for it; the log goes on then.'],
    ]);
  });

  it('begins with all entries if there were none, but none before the asked time', async () => {
    const { printed, asked } = await followed([{ entries: [a, b, c] }], { since: b.time });
    expect({ printed, asked }).toEqual({ printed: ['b', 'c'], asked: ['0'] });
  });

  it('leaves it to somebody else where there is no stream, with the last entry', async () => {
    for (const [status, code] of [
      [404, 'notFound'],
      [429, 'tooManyStreams'],
    ] as const) {
      const { newest, asked } = await followed([{ entries: [b] }, { problem: { status, code } }, {}], {
        last: a,
      });
      expect({ newest, asked: asked.length }).toEqual({ newest: 'b', asked: 2 });
      server.close();
    }
  });

  it('ends with what does not pass by itself', async () => {
    for (const inStream of [false, true]) {
      const problem = { status: 403, code: 'forbidden', inStream };
      await expect(followed([{ problem }])).rejects.toMatchObject({ code: 'forbidden' });
      server.close();
    }
  });
});
