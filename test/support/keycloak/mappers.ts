import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';

/** A "User Attribute" mapper as Keycloak's console makes one of what an operator types, all four token switches on. */
export function userAttributeMapper({
  name,
  attribute,
  claim,
  type,
}: {
  readonly name: string;
  readonly attribute: string;
  readonly claim: string;
  readonly type: string;
}): ProtocolMapperRepresentation {
  return {
    name,
    protocol: 'openid-connect',
    protocolMapper: 'oidc-usermodel-attribute-mapper',
    config: {
      'user.attribute': attribute,
      'claim.name': claim,
      'jsonType.label': type,
      'id.token.claim': 'true',
      'access.token.claim': 'true',
      'userinfo.token.claim': 'true',
      'introspection.token.claim': 'true',
    },
  };
}
