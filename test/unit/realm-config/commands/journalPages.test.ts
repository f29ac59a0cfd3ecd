import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import type { AdminApi } from '../../../../realm-config/adminApi.ts';
import { CommandError } from '../../../../realm-config/commandError.ts';
import { follow } from '../../../../realm-config/commands/journalPages.ts';
import type { Printed } from '../../../../realm-config/render/escapeTerminal.ts';

const entryOf = (id: number, requestId: string): JournalEntry => ({
  ...{ id, requestId, realm: 'acme', kind: 'write', method: 'POST', target: '/Users', status: 201 },
  ...{ quirks: [], ignored: [], keycloak: [], outcome: 'Done.', milliseconds: 1 },
  time: new Date(Date.UTC(2026, 10, 1, 12, 0, id)).toISOString(),
});

const AWAY = new CommandError('The bridge does not answer.', { code: 'bridgeUnavailable' });

/** Follows a journal that changes from one request to the next; an error stands for a failed request. */
async function followed(states: readonly (readonly JournalEntry[] | Error)[], last?: JournalEntry) {
  const printed: string[] = [];
  const notes: Printed[] = [];
  let at = 0;
  const api = (() => {
    const state = states[at++];
    if (state instanceof Error) return Promise.reject(state);
    return Promise.resolve({ body: { entries: [...(state ?? [])].reverse() } });
  }) as unknown as AdminApi;
  const tools = {
    print: (entries: readonly JournalEntry[]) => printed.push(...entries.map(({ requestId }) => requestId)),
    note: (printed: Printed) => notes.push(printed),
    isClosed: () => at === states.length,
    intervalMs: 1,
  };
  await follow(api, 'acme', {}, tools, last);
  return { printed, notes };
}

describe('following the journal', () => {
  const [a, b, c, d] = [entryOf(1, 'a'), entryOf(2, 'b'), entryOf(3, 'c'), entryOf(4, 'd')];

  it('prints each new entry once, in order', async () => {
    expect(await followed([[a], [a, b, c], [a, b, c], [a, b, c, d]], a)).toEqual({
      printed: ['b', 'c', 'd'],
      notes: [],
    });
  });

  it('goes on over a restart of the bridge where it was, and says once that it waits', async () => {
    const { printed, notes } = await followed([[a, b], AWAY, AWAY, [a, b, c], AWAY, [a, b, c, d]], a);
    expect(printed).toEqual(['b', 'c', 'd']);
    const note = ['The bridge does not answer.', 'Waiting for it; the log goes on then.'];
    expect(notes).toEqual([note, note]);
  });

  it('prints all entries of a store that was begun anew, whose ids begin again', async () => {
    const [first, second] = [entryOf(1, 'x'), entryOf(2, 'y')];
    expect((await followed([[a, b], [first], [first, second]], a)).printed).toEqual(['b', 'x', 'y']);
  });

  it('ends with what does not pass by itself', async () => {
    const forbidden = new CommandError('Your account lacks a right.', { code: 'forbidden' });
    await expect(followed([forbidden], a)).rejects.toBe(forbidden);
  });
});
