import { ATTRIBUTE, readTenantConfig, SCIM_CLIENT_ID, type StoredToken } from '../../tenants/config.ts';
import { MIN_TOKEN_SECONDS, TOKEN_LIFESPAN_ATTRIBUTE } from '../../tenants/realmNeeds.ts';
import { isUsable } from '../../tenants/tokens.ts';
import type { KeycloakClient } from '../../keycloak/port/realm.ts';
import { check } from '../check.ts';
import type { Found } from '../finding.ts';
import { message } from '../../../documents/text.ts';

const HOUR_MS = 3_600_000;
const SOON_MS = 14 * 24 * HOUR_MS;

/** Whether a token ends soon that was not made for a short time: those of tests live for minutes. */
function expiresSoon({ created, expires, revoked }: StoredToken, now: number): boolean {
  const end = Date.parse(expires ?? '');
  const isShort = end - Date.parse(created) <= HOUR_MS;
  // A revoked one is in its grace period, and is to end.
  return revoked === undefined && !isShort && end - now < SOON_MS;
}

const endText = ({ expires = '' }: StoredToken): string => expires.slice(0, 16).replace('T', ' ');

/** The SCIM URLs that the tokens of the realm's SCIM client do not name as their audience. */
function missingAudiences({ mappers }: KeycloakClient, scimUrls: readonly string[]): string[] {
  const audiences = mappers
    .filter(({ kind, config }) => kind === 'oidc-audience-mapper' && config['access.token.claim'] === 'true')
    .map(({ config }) => config['included.custom.audience']);
  return scimUrls.filter((url) => !audiences.includes(url));
}

/** What makes the tokens of the realm's token endpoint end too soon. */
function lifetimeFindings({ attributes }: KeycloakClient, maxSessionSeconds: number): Found[] {
  const lifespan = Number(attributes[TOKEN_LIFESPAN_ATTRIBUTE] ?? '0');
  const code = 'tokenLifetime' as const;
  const needs = { attribute: TOKEN_LIFESPAN_ATTRIBUTE, needed: MIN_TOKEN_SECONDS };
  return [
    ...(lifespan >= MIN_TOKEN_SECONDS
      ? []
      : [
          {
            code,
            where: message('client {clientId}', { clientId: SCIM_CLIENT_ID }),
            evidence:
              lifespan === 0
                ? message('Its attribute {attribute} is not set; {needed} seconds are needed.', needs)
                : message('Its attribute {attribute} is {value}; {needed} seconds are needed.', {
                    ...needs,
                    value: lifespan,
                  }),
          },
        ]),
    ...(maxSessionSeconds >= MIN_TOKEN_SECONDS
      ? []
      : [
          {
            code,
            where: 'Realm settings > Sessions',
            evidence: message('"SSO Session Max" is {seconds} seconds, which ends access tokens too.', {
              seconds: maxSessionSeconds,
            }),
            remedy: message('Set "SSO Session Max" to an hour at least in Realm settings > Sessions.'),
          },
        ]),
  ];
}

/** The checks of the credentials that a realm accepts. */
export const CREDENTIAL_CHECKS = [
  check({
    check: 'static tokens',
    needs: ['client', 'config'],
    run({ client, config: { authentication = {} } }, { realm, now }) {
      const { staticTokens = true, remoteToken, issuers = [] } = authentication;
      if (client === undefined) return [];
      const tokens = staticTokens ? readTenantConfig(client.attributes).tokens : [];
      const usable = tokens.filter((token) => isUsable(token, now));
      const where = message('client {clientId}', { clientId: SCIM_CLIENT_ID });
      if (usable.length === 0 && remoteToken === undefined && issuers.length === 0) {
        const evidence = message(
          'There is no static token that can be used, and no other kind of credential is accepted.',
        );
        return [{ code: 'noCredential' as const, where, evidence }];
      }
      return usable
        .filter((token) => expiresSoon(token, now))
        .map((token) => ({
          code: 'tokenExpires' as const,
          where: message('client {clientId}, attribute {attribute}', {
            clientId: SCIM_CLIENT_ID,
            attribute: `${ATTRIBUTE.token}${token.id}`,
          }),
          evidence: message('The token "{label}" ends on {end} UTC.', {
            label: token.label,
            end: endText(token),
          }),
          remedy: message(
            'Replace it: "realm-config token rotate {realm} {id} --grace 7d"; type the new one at the identity provider.',
            { realm, id: token.id },
          ),
        }));
    },
  }),
  check({
    check: 'audience of tokens',
    needs: ['client', 'config', 'scimUrls'],
    run: ({ client, config, scimUrls }) =>
      client === undefined || config.authentication?.remoteToken === undefined
        ? []
        : missingAudiences(client, scimUrls).map((url) => ({
            code: 'audience',
            where: message('client {clientId}', { clientId: SCIM_CLIENT_ID }),
            evidence: message('Its tokens do not name {url} as audience.', { url }),
          })),
    seen: ({ config }) =>
      config.authentication?.remoteToken === undefined
        ? message('not needed')
        : message('the SCIM URLs of the realm'),
  }),
  check({
    check: 'lifetime of tokens',
    needs: ['client', 'config', 'settings'],
    run: ({ client, config, settings }) =>
      client === undefined || config.authentication?.remoteToken === undefined
        ? []
        : lifetimeFindings(client, settings.maxSessionSeconds),
    seen: ({ config }) =>
      config.authentication?.remoteToken === undefined ? message('not needed') : message('an hour or more'),
  }),
  check({
    check: 'keys of issuers',
    needs: ['keyServers'],
    run: ({ keyServers }) =>
      keyServers.map(({ issuer, problem }) => ({
        code: 'keyServer',
        where: message('issuer {issuer}', { issuer }),
        evidence: problem,
      })),
  }),
] as const;
