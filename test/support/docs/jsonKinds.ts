/** Documents that pages print, by the file that commands expect them in. */
const MEMBERS = {
  'user.json': ['userName'],
  'patch.json': ['Operations'],
  'authentication.json': ['issuers', 'remoteToken', 'staticTokens', 'basic'],
  'mapping.json': ['user', 'group', 'behaviours', 'quirks'],
  'rules.json': ['onboarding', 'offboarding', 'email', 'groups', 'ownership', 'protection', 'brake', 'mode'],
} as const;

/** A file that documented commands read. */
export type DocumentedFile = keyof typeof MEMBERS;

/** Which file a printed JSON document is meant for; `undefined` if its members belong to none. */
export function fileFor(document: object): DocumentedFile | undefined {
  const names = Object.keys(document);
  return (Object.keys(MEMBERS) as DocumentedFile[]).find((file) =>
    names.some((name) => (MEMBERS[file] as readonly string[]).includes(name)),
  );
}
