import { RefusedError } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';

/** Where a command writes its results, and how. */
export interface Output {
  readonly json: boolean;
  readonly print: (line: string) => void;
  /** Writes something that is not a result, to standard error. */
  readonly note: (line: string) => void;
}

/** Does work for each realm and goes on after a refusal; throws at the end if any realm was refused. */
export async function forEachRealm(
  realms: readonly string[],
  { note }: Output,
  work: (realm: string) => Promise<void>,
): Promise<void> {
  let refusals = 0;
  for (const realm of realms) {
    try {
      await work(realm);
    } catch (error) {
      if (!(error instanceof RefusedError) || realms.length === 1) throw error;
      note(error.message);
      refusals += 1;
    }
  }
  if (refusals > 0) throw new CommandError(`${refusals} of ${realms.length} realms failed.`);
}
