import type { Failure } from './messages.ts';

/** Work that cannot be done; the message is a sentence for operators. */
export class StoreFailure extends Error {
  /** Whether the same work may succeed later. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.retryable = retryable;
  }
}

/** SQLite's primary result codes that concern the file, not the statement. */
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

/** Whether an error says that the file is damaged or no database. */
export const isDamage = (error: unknown): boolean => [11, 26].includes(codeOf(error) ?? 0);

/** Whether an error says that the disk is full or the file has its maximum size. */
export const isFull = (error: unknown): boolean => codeOf(error) === 13;

/** Describes an error for operators. */
export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof StoreFailure) return { problem: error.message, retryable: error.retryable };
  const { message, code } = error as NodeJS.ErrnoException;
  const known = CODES[codeOf(error) ?? 0];
  if (known !== undefined) return { problem: `${file}: ${known} (${message}).`, retryable: true };
  const isFileError = typeof code === 'string' && /^E[A-Z0-9]+$/.test(code);
  return { problem: `${file}: ${message}.`, retryable: isFileError };
}
