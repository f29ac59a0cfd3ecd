import { credentialUses } from '../../../../bridge/admin/credentialUses.ts';

const token = (id: string, more: object = {}) => ({
  ...{ id, label: `token ${id}`, created: '2026-01-01T00:00:00Z', sha256: 'x' },
  ...more,
});
const TRUSTED = [{ name: 'entra', kind: 'azure-tenant', parameters: {} }];

describe('the uses of credentials', () => {
  it('have every credential that is accepted, with its last use if one is known', () => {
    const tokens = [token('1'), token('2', { revoked: '2026-01-02T00:00:00Z' })];
    const lastUses = new Map([
      ['issuer:entra', 0],
      ['realm', 1_000],
    ]);
    const config = { authentication: { remoteToken: {} } };
    expect(credentialUses(config, tokens, TRUSTED, lastUses)).toEqual([
      { id: '1', kind: 'staticToken', label: 'token 1' },
      { id: 'realm', kind: 'remoteToken', label: 'remote token', lastUsed: '1970-01-01T00:00:01.000Z' },
      { id: 'issuer:entra', kind: 'issuer', label: 'entra', lastUsed: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('have no static token where the realm accepts none', () => {
    const config = { authentication: { staticTokens: false } };
    expect(credentialUses(config, [token('1')], [], new Map())).toEqual([]);
  });
});
