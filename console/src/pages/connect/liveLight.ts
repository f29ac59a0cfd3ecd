import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** What a request tells about the connection. */
export interface Sentence {
  readonly id: number;
  readonly time: string;
  /** Whether it was accepted, with the credential of this provider or another one; or why it was not. */
  readonly color: 'green' | 'amber' | 'red';
  /** The text `connect.live.<key>`, and its values. */
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A reason for which a credential is refused, as the log has it. */
interface Reason {
  readonly pattern: RegExp;
  readonly key: string;
  /** The names of what the pattern captures. */
  readonly names?: readonly string[];
}

const REASONS: readonly Reason[] = [
  { pattern: /iss is "[^"]*\/realms\/([^"/]+)"/, key: 'otherRealm', names: ['realm'] },
  { pattern: /another realm/, key: 'otherRealmToken' },
  { pattern: /no static token of the realm matches/, key: 'wrongToken' },
  { pattern: /the static token "(.*)" \(\w+\) is (?:expired|revoked)/, key: 'endedToken', names: ['label'] },
  { pattern: /trusts no issuer of signed tokens/, key: 'noIssuer' },
  { pattern: /incomplete or mistyped/, key: 'mistyped' },
  { pattern: /"Bearer" twice|leave the word out/, key: 'bearerTwice' },
  { pattern: /Send "Authorization|There is no token/, key: 'noToken' },
];

/** What is read in a connection test, by its path. */
const READS: readonly Reason[] = [
  {
    pattern: /^\/Users\?.*filter=userName(?:\+|%20)eq(?:\+|%20)%22[\da-f-]{36}%22/i,
    key: 'askedForNobody',
  },
  { pattern: /^\/(?:ServiceProviderConfig|Schemas|ResourceTypes)/, key: 'askedForConfiguration' },
  { pattern: /^\/Users/, key: 'readUsers' },
  { pattern: /^\/Groups/, key: 'readGroups' },
];

function match(reasons: readonly Reason[], text: string): Pick<Sentence, 'key' | 'values'> | undefined {
  for (const { pattern, key, names = [] } of reasons) {
    const found = pattern.exec(text);
    if (found !== null) {
      return { key, values: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])) };
    }
  }
  return undefined;
}

/** What an entry of the log tells about the connection; `undefined` if nothing. */
export function sentenceOf(entry: JournalEntry, credential: string): Sentence | undefined {
  const { id, time, kind, status, target, outcome, resource, credential: used } = entry;
  const base = { id, time };
  if (kind === 'refusal' && status === 401) {
    const { key, values } = match(REASONS, outcome) ?? { key: 'refused', values: { outcome } };
    return { ...base, color: 'red', key, values };
  }
  const isExpected = used !== undefined && (credential === '' || used.id === credential);
  if (kind === 'refusal')
    return { ...base, color: isExpected ? 'amber' : 'red', key: 'refused', values: { outcome } };
  if (kind !== 'read' && kind !== 'write') return undefined;
  if (!isExpected) {
    return { ...base, color: 'amber', key: 'otherCredential', values: { label: used?.label ?? '' } };
  }
  if (kind === 'write') {
    return { ...base, color: 'green', key: 'wrote', values: { name: resource?.name ?? '', outcome } };
  }
  return { ...base, color: 'green', ...(match(READS, target) ?? { key: 'read', values: { target } }) };
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
  const { id: firstGreen = Infinity } = sentences.findLast(({ color }) => color === 'green') ?? {};
  return sentences.filter(
    ({ id, key, color }) =>
      key === 'wrote' || (key !== 'otherCredential' && color !== 'green' && id > firstGreen),
  );
}
