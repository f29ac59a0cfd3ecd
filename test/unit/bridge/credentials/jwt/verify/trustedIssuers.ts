import { readIssuers } from '../../../../../../bridge/credentials/issuers/readIssuers.ts';
import { createKeySets, type KeySets } from '../../../../../../bridge/credentials/jwt/keySet.ts';
import type { TrustedIssuer } from '../../../../../../bridge/credentials/jwt/trustedIssuer.ts';
import { verifyToken } from '../../../../../../bridge/credentials/jwt/verify.ts';
import { reasonText } from '../../../../../../bridge/credentials/refusals.ts';
import {
  issuerKey,
  startIssuer,
  type IssuerKey,
  type TestIssuer,
} from '../../../../../support/servers/issuer.ts';
import { CLIENT, TENANT } from '../../issuers/issuerEntries.ts';

/** The client that provisions for a tenant of Entra ID, and the audience of its tokens. */
export const SYNC = '00000014-0000-0000-c000-000000000000';
export const SYNC_AUDIENCE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
/** The issuer of the tenant's tokens of version 1. */
export const STS = `https://sts.windows.net/${TENANT}/`;

/** Claims of a token of the tenant, and of one of the application, version 1. */
export const tenantClaims = () => ({
  iss: STS,
  aud: SYNC_AUDIENCE,
  appid: SYNC,
  appidacr: '2',
  tid: TENANT,
});
export const appClaims = () => ({
  iss: STS,
  aud: `api://${CLIENT}`,
  appid: CLIENT,
  tid: TENANT,
  ver: '1.0',
});

/** Allows key servers of this machine only. */
export const local = ({ hostname }: URL): boolean => hostname === '127.0.0.1';

/** Reads entries without mistakes. */
export function trusted(...entries: object[]): readonly TrustedIssuer[] {
  const { issuers: read, mistakes } = readIssuers(entries, {
    file: 'scim.config',
    pointer: '',
    allowed: local,
  });
  expect(mistakes).toEqual([]);
  return read;
}

/** Verifies a token; tells the reason of a refusal in its sentence. */
export async function verifyTold(...shown: Parameters<typeof verifyToken>) {
  const result = await verifyToken(...shown);
  return 'issuer' in result ? result : { ...result, reason: reasonText(result.reason) };
}
type Told = Awaited<ReturnType<typeof verifyTold>>;

/** The id of the issuer that accepts a token, or the reason of its refusal. */
export const idOf = (result: Told): string => ('issuer' in result ? result.issuer.id : result.reason);

/** An issuer that serves while the tests of a file run, and a realm that trusts it in four ways. */
export function useTrustedIssuers() {
  let server: TestIssuer;
  let attacker: IssuerKey;
  let keySets: KeySets;
  let issuers: readonly TrustedIssuer[];

  beforeAll(async () => {
    server = await startIssuer();
    attacker = await issuerKey('rsa-1');
    issuers = trusted(
      { kind: 'azure-tenant', name: 'tenant', tenantId: TENANT, authority: server.url },
      { kind: 'entra-application', name: 'app', tenantId: TENANT, clientId: CLIENT, authority: server.url },
      {
        kind: 'okta-authorization-server',
        name: 'okta',
        issuer: `${server.url}/oauth2/default`,
        clientId: '0oa1',
        audience: 'api://scim',
        scope: 'scim.manage',
      },
      {
        kind: 'oidc',
        name: 'realm',
        issuer: server.url,
        audience: 'scim',
        value: 'hr',
        claims: { typ: 'Bearer' },
      },
    );
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.reset();
    keySets = createKeySets({ allowed: local });
  });

  return {
    /** The second in which the file began. */
    NOW: Math.floor(Date.now() / 1_000),
    server: () => server,
    /** A key with the kid of the issuer's, which is not in its key set. */
    attacker: () => attacker,
    /** The keys as they are known in a test: none at its beginning. */
    keySets: () => keySets,
    issuers: () => issuers,
    /** The issuer with a name, in a list. */
    named: (name: string): TrustedIssuer[] => issuers.filter(({ label }) => label === name),
    verify: (token: string, clock = {}): Promise<Told> => verifyTold(token, issuers, keySets, clock),
    /** Claims of a token of the application, version 2. */
    appClaims2: () => ({
      iss: `${server.url}/${TENANT}/v2.0`,
      aud: CLIENT,
      azp: CLIENT,
      tid: TENANT,
      ver: '2.0',
    }),
    oktaClaims: () => ({
      iss: `${server.url}/oauth2/default`,
      aud: 'api://scim',
      cid: '0oa1',
      sub: '0oa1',
      scp: ['other', 'scim.manage'],
    }),
    realmClaims: () => ({ iss: server.url, aud: ['account', 'scim'], azp: 'hr', typ: 'Bearer' }),
  };
}
