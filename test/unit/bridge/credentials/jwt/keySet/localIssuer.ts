import { errors } from 'jose';
import type { KeySource } from '../../../../../../bridge/credentials/jwt/fetchKeys.ts';
import { createKeySets, type KeySetOptions } from '../../../../../../bridge/credentials/jwt/keySet.ts';
import { startIssuer, type TestIssuer } from '../../../../../support/servers/issuer.ts';

/** Starts an issuer for the tests of a file, and opens key sets that ask it, by a clock that the tests move. */
export function useLocalIssuer() {
  let started: TestIssuer | undefined;
  let clock = 0;

  beforeAll(async () => {
    started = await startIssuer();
  });
  afterAll(() => started?.close());
  beforeEach(() => {
    started?.reset();
    clock = 1_000_000;
  });

  function issuer(): TestIssuer {
    if (started === undefined) throw new Error('The issuer is there only while tests run.');
    return started;
  }

  /** Key sets that the local issuer may be asked for; `find` answers a kid, or the sentence of the failure. */
  function open(options: KeySetOptions = {}) {
    const failures: string[] = [];
    const keySets = createKeySets({
      allowed: ({ protocol, hostname }) => protocol === 'https:' || hostname === '127.0.0.1',
      now: () => clock,
      onFailure: (sentence) => failures.push(sentence),
      ...options,
    });
    const find = async (
      kid: string,
      source: KeySource = { jwks: issuer().jwksUri },
      alg = 'RS256',
    ): Promise<string> => {
      try {
        const key = await keySets.keysFor(source)({ alg, kid }, { payload: '', signature: '' });
        return 'type' in key ? key.type : 'no key';
      } catch (error) {
        return error instanceof errors.JWKSNoMatchingKey ? 'unknown' : (error as Error).message;
      }
    };
    return { find, failures };
  }

  return {
    issuer,
    open,
    pass: (milliseconds: number): void => {
      clock += milliseconds;
    },
  };
}

/** Lets what goes on in the background end. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
