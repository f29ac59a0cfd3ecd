/** What the roles of a realm's client `realm-management` give access to, by the beginning of a call's path. */
const AREAS: readonly (readonly [path: RegExp, area: string])[] = [
  [/^(users\/profile|realm|role|roles|roles-by-id|required-actions|default-groups)\b/, 'realm'],
  [/^(users|groups|group-by-path|rights)\b/, 'users'],
  [
    /^(clients|client-secret|client-scopes|default-client-scopes|optional-client-scopes|protocol-mappers|service account)\b/,
    'clients',
  ],
  [/^identity-providers\b/, 'identity-providers'],
  [/^admin-events\b/, 'events'],
];

/** A mapper can put any role into tokens, so that Keycloak lets only those change one who may manage the realm. */
const NEEDS_MANAGE_REALM = /^(POST|PUT|DELETE) protocol-mappers\b/;

/** The role that a call needs, such as `view-clients` for `GET clients`; `undefined` if the call is not known. */
export function neededRole(call: string): string | undefined {
  const [, method = '', path = ''] = /^([A-Z]+) (.*)$/.exec(call) ?? [];
  const area = AREAS.find(([pattern]) => pattern.test(path))?.[1];
  if (area === undefined) return undefined;
  const role = `${method === 'GET' ? 'view' : 'manage'}-${area}`;
  return NEEDS_MANAGE_REALM.test(call) ? `${role}, from Keycloak 26.8.2 on with manage-realm,` : role;
}
