import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';
import type { KeycloakRealm } from '../../../../../bridge/keycloak/port/realm.ts';
import { clientMistakes } from '../../../../../bridge/tenants/references/checkRoles.ts';
import { formatText } from '../../../../../documents/text.ts';

/** What is said of a client that does not exist, when its realm lists its clients so. */
async function saidOf(listClients: () => Promise<string[]>): Promise<string[]> {
  const realm = { client: () => Promise.resolve(undefined), lookups: { clients: listClients } };
  const { mistakes } = await clientMistakes(realm as unknown as KeycloakRealm, 'shoop', '/onboarding');
  return mistakes
    .flatMap(({ sentence, hint }) => [sentence, ...(hint === undefined ? [] : [hint])])
    .map((text) => formatText(text));
}

const fails = (failure: KeycloakFailure, status: number | undefined) => () =>
  Promise.reject(new KeycloakError(failure, 'GET clients', { status }));

describe('the mistake that a client does not exist', () => {
  it('has a similar name as its hint', async () => {
    expect(await saidOf(() => Promise.resolve(['account', 'shop']))).toEqual([
      'There is no client "shoop".',
      'Did you mean "shop"?',
    ]);
  });

  it.each<[string, KeycloakFailure, number | undefined]>([
    ['does not list its clients in time', 'timeout', undefined],
    ['does not show them to the caller', 'refused', 403],
    ['fails', 'unexpected', 500],
  ])('is told without one if Keycloak %s', async (_title, failure, status) => {
    expect(await saidOf(fails(failure, status))).toEqual(['There is no client "shoop".']);
  });

  it('is not told to somebody whose session has ended', async () => {
    await expect(saidOf(fails('refused', 401))).rejects.toThrow(KeycloakError);
  });
});
