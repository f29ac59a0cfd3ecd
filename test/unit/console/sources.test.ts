import { sourcesOf } from '../../../console/src/pages/sources/sources.ts';

describe('the sources of credentials', () => {
  it('are those that the credentials name, or "scim"', () => {
    const credentials = {
      staticTokens: 1,
      basic: true,
      remoteToken: true,
      issuers: ['corp'],
      trusted: [{ name: 'corp', kind: 'oidc', parameters: { source: 'corp-idp' } }],
      uses: [
        { id: 'a', kind: 'staticToken', label: 'Old' },
        { id: 'b', kind: 'issuer', label: 'corp', lastUsed: '2026-01-01T00:00:00Z' },
        { id: 'c', kind: 'remoteToken', label: 'Tokens' },
      ] as const,
    };
    const config = { version: 1 as const, authentication: { remoteToken: { source: 'own' } } };
    const sources = sourcesOf(credentials, [], config);
    expect(sources.map(({ source }) => source)).toEqual(['scim', 'corp-idp', 'own']);
    expect(sources[1]).toMatchObject({ lastUsed: '2026-01-01T00:00:00Z' });
  });
});
