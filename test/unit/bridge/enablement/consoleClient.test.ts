import { consoleClient } from '../../../../bridge/enablement/consoleClient.ts';
import { createConsoleClient } from '../../../../bridge/keycloak/setup/consoleClient.ts';
import type { RealmAccess } from '../../../../bridge/keycloak/setup/part.ts';

const CONSOLE = { isPresent: true, consoleUrl: 'https://id.example.com' };

/** What is to be created in a realm without the client; nothing is called for that. */
function created(realm: string) {
  const desired = consoleClient(realm, CONSOLE);
  const part = createConsoleClient({ realm } as RealmAccess);
  const [change] = part.diff(desired, part.absent(desired));
  return change;
}

describe('the client of the console', () => {
  it('has in its tokens the rights over its realm that the console uses, and no others', () => {
    const { representation, rights } = created('acme') ?? {};
    expect(representation).toMatchObject({ fullScopeAllowed: false });
    expect(rights).toContain('manage-clients');
    expect(rights).not.toContain('realm-admin');
  });

  it('has in master all rights of the account, which are those over every realm', () => {
    const { representation, rights } = created('master') ?? {};
    expect(representation).toMatchObject({
      fullScopeAllowed: true,
      attributes: { 'client.use.lightweight.access.token.enabled': 'true' },
    });
    expect(rights).toEqual([]);
  });

  it('sends people back to the console of its realm only', () => {
    expect(created('a b')?.representation).toMatchObject({
      redirectUris: ['https://id.example.com/realms/a%20b/scim/console/*'],
    });
  });
});
