import { writeSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createJournal } from '../../bridge/journal/journal.ts';
import { createStores, entry, eventually } from '../unit/bridge/journal/entries.ts';

const stores = createStores();

afterEach(stores.clear);

const ASKED = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'jane.doe@example.com',
  name: { givenName: 'Jane', familyName: 'Doe' },
  emails: [{ value: 'jane.doe@example.com', type: 'work', primary: true }],
  active: true,
};

describe('10,000 entries', () => {
  it.each(['keep', 'redact'] as const)(
    'are recorded without blocking the event loop, with personal data: %s',
    async (personalData) => {
      const { store, notices } = stores.open(path.join(stores.folder(), 'journal.db'), {
        queueLimit: 100_000,
      });
      const journal = createJournal({ store, personalData });
      journal.identify('acme', 'acme-id');
      const one = entry({ asked: ASKED, resource: { type: 'User', id: 'u', name: 'jane.doe@example.com' } });
      await journal.flush();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      let spent = 0;
      for (let n = 0; n < 200; n += 1) {
        const start = performance.now();
        for (let i = 0; i < 50; i += 1) journal.record(one);
        spent += performance.now() - start;
        await nextTurn();
      }
      await eventually(() => journal.stats().written === 10_000);
      delay.disable();
      const micro = Math.round((spent / 10_000) * 1e6) / 1_000;
      const percentile = (share: number): string => (delay.percentile(share) / 1e6).toFixed(1);
      writeSync(
        2,
        `journal, ${personalData}: ${micro} µs per entry; event loop delayed ${percentile(50)} ms (median), ` +
          `${percentile(99)} ms (99 %), ${percentile(100)} ms (worst)\n`,
      );
      expect(journal.stats()).toEqual({ queued: 0, written: 10_000, dropped: 0, healthy: true });
      expect(notices).toEqual([]);
      expect(micro).toBeLessThan(500);
      expect(delay.percentile(99) / 1e6).toBeLessThan(250);
    },
  );
});
