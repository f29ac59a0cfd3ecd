import type { KeycloakRealm } from '../../../../../bridge/keycloak/port/realm.ts';
import { createAdministratorSnapshots } from '../../../../../bridge/lifecycle/protection/administrators.ts';

const CALLS = 5;

/** A realm whose administrators take five calls to read, at a time that the test sets. */
function fixture(questionsBeforeSnapshot?: number) {
  let clock = 1_000_000;
  let reads = 0;
  let fails = false;
  const administrators = () => ({
    ...{ users: new Map([[`admin-${reads}`, ['manage-users']]]), groups: new Map(), roles: new Map() },
    ...{ serviceAccounts: new Set<string>(), calls: CALLS },
  });
  const realm = {
    key: 'acme-id',
    administration: {
      snapshot() {
        reads += 1;
        return fails ? Promise.reject(new Error('hidden')) : Promise.resolve(administrators());
      },
    },
  } as unknown as KeycloakRealm;
  const now = () => clock;
  const snapshots = createAdministratorSnapshots({ maxAgeMs: 30_000, now, questionsBeforeSnapshot });
  return {
    reads: () => reads,
    pass: (seconds: number) => {
      clock += seconds * 1_000;
    },
    setFails: (value: boolean) => {
      fails = value;
    },
    /** Asks a number of questions one after the other; the last one's answer says which snapshot it had. */
    ask: async (times = 1): Promise<number | undefined> => {
      let last: number | undefined;
      for (let n = 0; n < times; n += 1) {
        const snapshot = await snapshots.answering(realm, 1);
        last = snapshot && Number([...snapshot.administrators.users.keys()][0]?.slice('admin-'.length));
      }
      return last;
    },
    askAtOnce: (questions: number) => snapshots.answering(realm, questions),
  };
}

const USUAL = 60;

describe('the snapshot of the administrators of a realm', () => {
  it('is read when as many questions were asked as it usually takes calls', async () => {
    const { ask, reads } = fixture();
    expect(await ask(USUAL - 1)).toBeUndefined();
    expect(reads()).toBe(0);
    expect(await ask()).toBeUndefined();
    expect(reads()).toBe(1);
    expect(await ask()).toBe(1);
  });

  it('is not read for questions that are spread over more than its age', async () => {
    const { ask, pass, reads } = fixture();
    for (let n = 0; n < 5; n += 1) {
      await ask(USUAL - 1);
      pass(30);
    }
    expect(reads()).toBe(0);
  });

  it('is waited for by a request that would ask more questions than it takes calls', async () => {
    const { askAtOnce, reads } = fixture();
    expect((await askAtOnce(3_000))?.administrators.calls).toBe(CALLS);
    expect(reads()).toBe(1);
  });

  it('is read again in the background while it is used, and never older than 30 seconds', async () => {
    const { ask, pass, reads } = fixture();
    await ask(USUAL);
    expect(await ask(CALLS)).toBe(1);
    pass(19);
    expect([await ask(), reads()]).toEqual([1, 1]);
    pass(2);
    expect([await ask(), reads()]).toEqual([1, 2]);
    expect(await ask(CALLS)).toBe(2);
    pass(29);
    expect(await ask()).toBe(2);
    expect(await ask()).toBe(3);
  });

  it('is forgotten if it answered fewer questions than reading it again would take calls', async () => {
    const { ask, pass, reads } = fixture();
    await ask(USUAL);
    pass(25);
    expect(await ask(CALLS - 1)).toBe(1);
    pass(6);
    expect(await ask(CALLS - 1)).toBeUndefined();
    pass(300);
    expect(await ask()).toBeUndefined();
    expect(reads()).toBe(1);
  });

  it('counts as old from the moment at which reading it began', async () => {
    const { ask, pass } = fixture();
    await ask(USUAL);
    pass(29.9);
    expect(await ask()).toBe(1);
    pass(0.1);
    expect(await ask()).toBeUndefined();
  });

  it('is left alone for a minute if it cannot be read, and questions are asked one by one', async () => {
    const { ask, setFails, pass, reads, askAtOnce } = fixture(0);
    setFails(true);
    expect(await ask(10)).toBeUndefined();
    expect(await askAtOnce(1_000)).toBeUndefined();
    expect(reads()).toBe(1);
    setFails(false);
    pass(61);
    expect(await ask()).toBe(2);
  });

  it('is read once for all who need it at the same time', async () => {
    const { askAtOnce, reads } = fixture(0);
    await Promise.all(Array.from({ length: 20 }, () => askAtOnce(1)));
    expect(reads()).toBe(1);
  });
});
