import { createEventStreams } from '../../../../bridge/admin/eventStream.ts';
import { Problem } from '../../../../bridge/admin/problem.ts';
import { LIMITS } from '../../../../scim/limits.ts';

/** The code of the problem with which a place is refused; `undefined` if there is one. */
function refusalOf(take: () => unknown): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

describe('the places for streams', () => {
  it('are never all taken by the callers of one realm', () => {
    const streams = createEventStreams();
    const leave = Array.from({ length: LIMITS.realmStreams.max }, (_, n) =>
      streams.take(`caller ${n}`, 'acme'),
    );
    expect(refusalOf(() => streams.take('another', 'acme'))).toBe('noMoreStreams');
    expect(refusalOf(() => streams.take('another', 'globex'))).toBeUndefined();
    leave[0]?.();
    expect(refusalOf(() => streams.take('another', 'acme'))).toBeUndefined();
    expect(streams.count()).toBe(LIMITS.realmStreams.max + 1);
  });

  it('are a few for each caller, and limited altogether', () => {
    const streams = createEventStreams();
    const mine = Array.from({ length: LIMITS.callerStreams.max }, (_, n) =>
      streams.take('one', `realm ${n}`),
    );
    expect(refusalOf(() => streams.take('one', 'acme'))).toBe('tooManyStreams');
    Array.from({ length: LIMITS.streams.max - mine.length }, (_, n) =>
      streams.take(`caller ${n}`, `realm of ${n}`),
    );
    expect(refusalOf(() => streams.take('another', 'acme'))).toBe('noMoreStreams');
  });
});
