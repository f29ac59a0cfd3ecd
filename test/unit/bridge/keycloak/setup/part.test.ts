import {
  outcomeOf,
  planPart,
  type Change,
  type RealmPart,
} from '../../../../../bridge/keycloak/setup/part.ts';

/** A number in a realm that is raised one by one, and the calls made for it. */
function counter(start: number, readsAgain: boolean) {
  let stored = start;
  const calls: string[] = [];
  const part: RealmPart<number, number, Change> = {
    read() {
      calls.push('read');
      return Promise.resolve(stored);
    },
    absent: () => 0,
    diff: (desired, actual) =>
      Array.from({ length: desired - actual }, (_, i) => ({
        outcome: i === 0 ? 'created' : 'changed',
        object: 'counter',
      })),
    apply({ outcome }) {
      calls.push(outcome);
      stored += 1;
      return Promise.resolve();
    },
    readsAgain,
  };
  return { part, calls };
}

describe('the plan of a part of a realm', () => {
  it('writes nothing until it is applied', async () => {
    const { part, calls } = counter(0, false);
    const { changes } = await planPart(part, 2);
    expect(changes).toHaveLength(2);
    expect(calls).toEqual(['read']);
  });

  it('applies the changes in their order', async () => {
    const { part, calls } = counter(0, false);
    const { apply } = await planPart(part, 3);
    expect(await apply()).toBe(0);
    expect(calls).toEqual(['read', 'created', 'changed', 'changed']);
  });

  it('reads again after changes if later steps need the new state', async () => {
    const { part, calls } = counter(0, true);
    expect(await (await planPart(part, 1)).apply()).toBe(1);
    expect(calls).toEqual(['read', 'created', 'read']);
  });

  it('does not read again without changes', async () => {
    const { part, calls } = counter(1, true);
    expect(await (await planPart(part, 1)).apply()).toBe(1);
    expect(calls).toEqual(['read']);
  });
});

describe('the plan of a part of a realm that does not exist', () => {
  it('calls nothing, and creates everything', async () => {
    const { part, calls } = counter(5, true);
    const { changes } = await planPart(part, 2, { realmExists: false });
    expect(changes).toHaveLength(2);
    expect(calls).toEqual([]);
  });
});

describe('the outcome of changes', () => {
  it.each<[outcomes: Change['outcome'][], outcome: string]>([
    [[], 'kept'],
    [['changed'], 'changed'],
    [['changed', 'created'], 'created'],
    [['removed'], 'changed'],
  ])('of %j is %s', (outcomes, outcome) => {
    expect(outcomeOf(outcomes.map((change) => ({ outcome: change, object: '' })))).toBe(outcome);
  });
});
