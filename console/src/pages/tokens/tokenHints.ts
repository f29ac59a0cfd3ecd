import type { JournalEntry, TokenSummary } from '../../../../bridge/admin/contract.ts';

const DAY_MS = 86_400_000;

/** How long a token may lie unused before somebody should ask whether it is needed. */
const UNUSED_MS = DAY_MS;

/** How long before its end a token should be rotated. */
const ENDING_MS = 30 * DAY_MS;

/** How old a token may become. */
const OLD_MS = 365 * DAY_MS;

/** What an operator should know of a token. */
export type TokenHint = 'unused' | 'endless' | 'endsSoon' | 'old';

/** Whether a token is accepted. */
export const isUsable = ({ status }: Pick<TokenSummary, 'status'>): boolean =>
  status === 'active' || status === 'in grace';

/** What an operator should know of a token that is accepted, and stays so. */
export function hintsOf(
  { status, created, expires, lastUsed }: Pick<TokenSummary, 'status' | 'created' | 'expires' | 'lastUsed'>,
  now = Date.now(),
): TokenHint[] {
  if (status !== 'active') return [];
  const age = now - Date.parse(created);
  const left = expires === undefined ? Infinity : Date.parse(expires) - now;
  const hints: readonly (readonly [TokenHint, boolean])[] = [
    ['endsSoon', left < ENDING_MS],
    ['unused', lastUsed === undefined && age > UNUSED_MS],
    ['old', age > OLD_MS],
    ['endless', expires === undefined],
  ];
  return hints.flatMap(([hint, applies]) => (applies ? [hint] : []));
}

/** The audit of a new token names its id, after its label except in earlier versions, and after "rotated:" the id of the one that takes its place. */
const MADE = /^Static token (?:"[^]*" \()?(\w+)\)? made\.|^Static token [^]*rotated: (\w+) takes its place/;

/** Who made each token, by the token's id, as far as the log goes back. */
export function makersOf(
  entries: readonly Pick<JournalEntry, 'outcome' | 'credential'>[],
): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(({ outcome, credential }) => {
      const [, made, rotated] = MADE.exec(outcome) ?? [];
      const id = made ?? rotated;
      return id === undefined || credential === undefined ? [] : [[id, credential.label] as const];
    }),
  );
}
