import { RefusedError } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';

/** What every command does with its results. */
export interface Output {
  readonly json: boolean;
  readonly print: (line: string) => void;
  /** Says something that is no result. */
  readonly note: (line: string) => void;
}

/** Does something for each realm; what is refused for one does not keep the others from it. */
export async function eachRealm(
  realms: readonly string[],
  { note }: Output,
  work: (realm: string) => Promise<void>,
): Promise<void> {
  let refused = 0;
  for (const realm of realms) {
    try {
      await work(realm);
    } catch (error) {
      if (!(error instanceof RefusedError) || realms.length === 1) throw error;
      note(error.message);
      refused += 1;
    }
  }
  if (refused > 0) throw new CommandError(`${refused} of ${realms.length} realms failed.`);
}
