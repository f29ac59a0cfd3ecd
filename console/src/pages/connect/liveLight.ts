import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** What a request tells about the connection. */
export interface Sentence {
  readonly entry: JournalEntry;
  /** Whether it was accepted, with the credential of this provider or another one; or why it was not. */
  readonly color: 'green' | 'amber' | 'red';
  /** The text `connect.live.<key>`; for `wrote` and `refused`, the sentence that the log has. */
  readonly key: string;
  /** The values in the text. */
  readonly values: Readonly<Record<string, string>>;
}

/** What is shown of a request. */
type Told = Pick<Sentence, 'key' | 'values'>;

/** The reasons of refused credentials that the wizard says in its own words, with the values in them. */
const REASONS: Readonly<Record<string, { readonly key: string; readonly value?: string }>> = {
  tokenOfAnotherRealm: { key: 'otherRealmToken' },
  unknownToken: { key: 'wrongToken' },
  arrivedElsewhere: { key: 'arrivedElsewhere', value: 'realm' },
  expiredToken: { key: 'endedToken', value: 'label' },
  revokedToken: { key: 'endedToken', value: 'label' },
  noTrustedIssuer: { key: 'noIssuer' },
  mistyped: { key: 'mistyped' },
  bearerTwice: { key: 'bearerTwice' },
  noCredential: { key: 'noToken' },
  noTokenAfterBearer: { key: 'noToken' },
};

/** What is read in a connection test, by its path. */
const READS: readonly { readonly pattern: RegExp; readonly key: string }[] = [
  {
    pattern: /^\/Users\?.*filter=userName(?:\+|%20)eq(?:\+|%20)%22[\da-f-]{36}%22/i,
    key: 'askedForNobody',
  },
  { pattern: /^\/(?:ServiceProviderConfig|Schemas|ResourceTypes)/, key: 'askedForConfiguration' },
  { pattern: /^\/Users/, key: 'readUsers' },
  { pattern: /^\/Groups/, key: 'readGroups' },
];

/** The realm of Keycloak whose issuer a token names; `undefined` if it names another issuer. */
const realmOfIssuer = (issuer: unknown): string | undefined =>
  typeof issuer === 'string' ? /\/realms\/([^"/]+)"?$/.exec(issuer)?.[1] : undefined;

/** Why a credential was refused. */
function refusedCredential({ reason, reasons = [] }: JournalEntry): Told {
  const { code = '', values = {} } = reason ?? reasons[0] ?? {};
  const realm = code === 'otherIssuer' ? realmOfIssuer(values.found) : undefined;
  if (realm !== undefined) return { key: 'otherRealm', values: { realm } };
  const { key = 'refused', value } = REASONS[code] ?? {};
  return { key, values: value === undefined ? {} : { [value]: String(values[value]) } };
}

/** What was read. */
function readOf(target: string): Told {
  const key = READS.find(({ pattern }) => pattern.test(target))?.key;
  return key === undefined ? { key: 'read', values: { target } } : { key, values: {} };
}

/** What an entry of the log tells about the connection; `undefined` if nothing. */
export function sentenceOf(entry: JournalEntry, credential: string): Sentence | undefined {
  const { kind, status, target, credential: used } = entry;
  if (kind === 'refusal' && status === 401) return { entry, color: 'red', ...refusedCredential(entry) };
  if (kind !== 'read' && kind !== 'write' && kind !== 'refusal') return undefined;
  if (used === undefined || (credential !== '' && used.id !== credential)) {
    return { entry, color: 'amber', key: 'otherCredential', values: { label: used?.label ?? '' } };
  }
  if (kind === 'refusal') return { entry, color: 'amber', key: 'refused', values: {} };
  return { entry, color: 'green', ...(kind === 'write' ? { key: 'wrote', values: {} } : readOf(target)) };
}

/** Since when requests tell about the connection, in milliseconds since 1970. */
export interface Since {
  /** When the credential was chosen. */
  readonly chosen: number;
  /** When the person began to wait. */
  readonly opened: number;
}

/** What entries of the log tell about the connection; those of other credentials until this one was accepted. */
export function sentencesOf(
  entries: readonly JournalEntry[],
  credential: string,
  { chosen, opened }: Since,
): Sentence[] {
  const sentences = entries
    .filter(({ time }) => Date.parse(time) >= chosen)
    .map((entry) => sentenceOf(entry, credential))
    .filter((sentence) => sentence !== undefined);
  const isAccepted = sentences.some(({ color }) => color === 'green');
  return sentences.filter(
    ({ key, entry: { time } }) => key !== 'otherCredential' || (!isAccepted && Date.parse(time) >= opened),
  );
}

/** How the connection stands: green once a request was accepted, and not refused since. */
export function lightOf(sentences: readonly Sentence[]): 'waiting' | Sentence['color'] {
  const [newest] = sentences;
  if (newest === undefined) return 'waiting';
  return newest.color === 'amber' && sentences.some(({ color }) => color === 'green')
    ? 'green'
    : newest.color;
}

/** The users and groups that have arrived, and what was refused since the first request was accepted. */
export function arrivalsIn(sentences: readonly Sentence[]): Sentence[] {
  const firstGreen = sentences.findLast(({ color }) => color === 'green')?.entry.id ?? Infinity;
  return sentences.filter(
    ({ entry, key, color }) =>
      key === 'wrote' || (key !== 'otherCredential' && color !== 'green' && entry.id > firstGreen),
  );
}

/** When a connection first worked as far back as the requests go, or else when it last did since the credential was chosen; `undefined` if it does not. */
export function proofOf(
  sentences: readonly Sentence[],
  lastUsed: string | undefined,
  chosen: number,
): { readonly key: 'first' | 'last'; readonly time: string } | undefined {
  if (lightOf(sentences) === 'red') return undefined;
  const first = sentences.findLast(({ color }) => color === 'green');
  if (first !== undefined) return { key: 'first', time: first.entry.time };
  return lastUsed !== undefined && Date.parse(lastUsed) >= chosen
    ? { key: 'last', time: lastUsed }
    : undefined;
}
