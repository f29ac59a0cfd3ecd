import { UnsecuredJWT } from 'jose';
import { createRecentRights } from '../../../../../../bridge/keycloak/adminRest/rights/recentRights.ts';

const START = 1_800_000_000_000;

const tokenUntil = (expiry: number): string => new UnsecuredJWT().setExpirationTime(expiry / 1_000).encode();

/** A memory of rights with a clock that a test moves. */
function memoryAt() {
  let time = START;
  const recent = createRecentRights(() => time);
  const wait = (ms: number): void => {
    time += ms;
  };
  return { recent, wait };
}

describe('the rights of a caller', () => {
  it('are remembered for half a minute, for that token in that realm', async () => {
    const { recent, wait } = memoryAt();
    const token = tokenUntil(START + 300_000);
    recent.keep(token, 'acme', Promise.resolve(['view-clients']));
    wait(29_999);
    expect(await recent.find(token, 'acme')).toEqual(['view-clients']);
    expect(recent.find(token, 'globex')).toBeUndefined();
    expect(recent.find(tokenUntil(START + 400_000), 'acme')).toBeUndefined();
    wait(1);
    expect(recent.find(token, 'acme')).toBeUndefined();
  });

  it('are remembered no longer than the token is valid', () => {
    const { recent, wait } = memoryAt();
    const token = tokenUntil(START + 10_000);
    recent.keep(token, 'acme', Promise.resolve([]));
    wait(10_000);
    expect(recent.find(token, 'acme')).toBeUndefined();
  });

  it('are read again where they could not be read', async () => {
    const { recent } = memoryAt();
    const token = tokenUntil(START + 300_000);
    const failure = Promise.reject(new Error('Keycloak does not answer'));
    recent.keep(token, 'acme', failure);
    await expect(failure).rejects.toThrow();
    expect(recent.find(token, 'acme')).toBeUndefined();
  });
});
