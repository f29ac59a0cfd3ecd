import type { Failure } from './messages.ts';

/** Work that cannot be done, with what operators are told of it. */
export class StoreFailure extends Error {
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

/** SQLite's primary result codes that say something about the file, not about what was asked of it. */
const CODES: Readonly<Record<number, string>> = {
  3: 'access to it is not permitted',
  5: 'another process keeps it locked',
  6: 'it is locked',
  8: 'it cannot be written',
  10: 'the disk reports an error',
  11: 'it is damaged',
  13: 'the disk is full, or the file as large as it may be',
  14: 'it cannot be opened or created',
  23: 'access to it is not permitted',
  26: 'it is no database',
};

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Tells that a file is damaged or was never a database. */
export const isDamage = (error: unknown): boolean => [11, 26].includes(codeOf(error) ?? 0);

/** Tells that there is no room. */
export const isFull = (error: unknown): boolean => codeOf(error) === 13;

/** What operators are told of an error. */
export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof StoreFailure) return { problem: error.message, passing: error.passing };
  const { message, code } = error as NodeJS.ErrnoException;
  const known = CODES[codeOf(error) ?? 0];
  if (known !== undefined) return { problem: `${file}: ${known} (${message}).`, passing: true };
  const ofFiles = typeof code === 'string' && /^E[A-Z0-9]+$/.test(code);
  return { problem: `${file}: ${message}.`, passing: ofFiles };
}
