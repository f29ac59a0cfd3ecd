/** What the roles of a realm's client `realm-management` give access to, by the beginning of a call's path. */
const AREAS: readonly (readonly [path: RegExp, area: string])[] = [
  [
    /^(users\/profile|realm|role|roles|roles-by-id|required-actions|default-groups|default-client-scopes)\b/,
    'realm',
  ],
  [/^(users|groups|group-by-path|rights|available rights)\b/, 'users'],
  [
    /^(clients|client-secret|client-scopes|optional-client-scopes|protocol-mappers|service account)\b/,
    'clients',
  ],
  [/^identity-providers\b/, 'identity-providers'],
  [/^admin-events\b/, 'events'],
];

/** The role that a call needs, such as `view-clients` for `GET clients`; `undefined` if the call is not known. */
export function neededRole(call: string): string | undefined {
  const [, method = '', path = ''] = /^([A-Z]+) (.*)$/.exec(call) ?? [];
  const area = AREAS.find(([pattern]) => pattern.test(path))?.[1];
  return area === undefined ? undefined : `${method === 'GET' ? 'view' : 'manage'}-${area}`;
}
