import { foldRepeats } from '../../../../bridge/observability/foldRepeats.ts';

function setUp() {
  let time = 0;
  const passed: [string, string, number][] = [];
  const folded = foldRepeats({
    now: () => time,
    everyMs: 1_000,
    pass: (...report) => passed.push(report),
  });
  return {
    folded,
    passed,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

describe('repeated sentences about a realm', () => {
  it('are passed on once, and after some time with the number of those that were left out', () => {
    const { folded, passed, wait } = setUp();
    for (let i = 0; i < 5; i += 1) folded.report('acme', 'no key');
    wait(1_000);
    folded.report('acme', 'no key');
    expect(passed).toEqual([
      ['acme', 'no key', 0],
      ['acme', 'no key', 4],
    ]);
  });

  it('are passed on at once if the reason or the realm is another', () => {
    const { folded, passed } = setUp();
    folded.report('acme', 'no key');
    folded.report('acme', 'no client');
    folded.report('globex', 'no key');
    expect(passed).toHaveLength(3);
  });

  it('are passed on anew once the realm was forgotten', () => {
    const { folded, passed } = setUp();
    folded.report('acme', 'no key');
    folded.forget('acme');
    folded.report('acme', 'no key');
    expect(passed).toHaveLength(2);
  });
});
