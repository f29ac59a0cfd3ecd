import { AdministratorSignInError } from '../../bridge/keycloak/setup/administrator.ts';
import { CommandError } from '../commandError.ts';
import { failureJson, failureOf, isRefused, linesOf, type Failure } from '../failure.ts';
import type { Printed } from '../render/escapeTerminal.ts';

/** Where a command writes its results, and how. */
export interface Output {
  readonly json: boolean;
  readonly print: (printed: Printed) => void;
  /** Writes something that is not a result, to standard error. */
  readonly note: (printed: Printed) => void;
}

/** The failures of a command that have been written already; they only decide about its exit code. */
export class ReportedError extends CommandError {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super('some realms failed', { code: 'reported' });
    this.failures = failures;
  }
}

/** A realm that is not served; its state has been written. */
export class NotServedError extends CommandError {
  constructor(realm: string) {
    super(`Realm "${realm}" is not served.`, { code: 'notServed' });
  }
}

/** Realms that differ from their documents; they have been written. */
export class ChangesError extends ReportedError {
  constructor() {
    super([{ code: 'changes', message: 'some realms differ from their documents' }]);
  }
}

/** Facts about the work on a realm that its result as JSON has, whether the work fails or not. */
export type Facts = Record<string, unknown>;

/** A failure of one realm of several as lines, with the realm's name. */
function failureLines(realm: string, failure: Failure): readonly string[] {
  const lines = linesOf(failure);
  if (failure.message.includes(`"${realm}"`)) return lines;
  return lines.length > 1 ? [`Realm "${realm}":`, ...lines] : [`Realm "${realm}": ${failure.message}`];
}

/** Writes the failures of realms as they come, and all their names at the end. */
function createReporter({ json, print, note }: Output, total: number) {
  const failures: (Failure & { readonly realm: string })[] = [];
  return {
    failures,
    add(realm: string, failure: Failure, facts: Facts): void {
      const lastMessage = failures.at(-1)?.message;
      failures.push({ realm, ...failure });
      // The state of a realm that is not served has been written.
      const isWritten = failure.code === 'notServed' && (json || total > 1);
      if (isWritten) return;
      if (json) print(failureJson({ realm, ...failure }, facts));
      else if (failure.message !== lastMessage)
        note(total > 1 ? failureLines(realm, failure) : linesOf(failure));
    },
    end(): void {
      if (failures.length === 0) return;
      const names = failures.map(({ realm, code }) =>
        code === 'notServed' ? `${realm} (not served)` : realm,
      );
      if (total > 1 && !json) note(`${failures.length} of ${total} realms failed: ${names.join(', ')}.`);
      throw new ReportedError(failures);
    },
  };
}

/**
 * Does work for each realm, and goes on with the next after a failure. Writes each failure, and throws a
 * {@link ReportedError} at the end if there was one.
 */
export async function forEachRealm(
  realms: readonly string[],
  output: Output,
  work: (realm: string, facts: Facts) => Promise<void>,
): Promise<void> {
  const reporter = createReporter(output, realms.length);
  let refusedSignIn: AdministratorSignInError | undefined;
  for (const realm of realms) {
    const facts: Facts = {};
    try {
      // A wrong password is not tried for each realm: Keycloak may lock the account.
      if (refusedSignIn !== undefined) throw refusedSignIn;
      await work(realm, facts);
    } catch (error) {
      if (error instanceof AdministratorSignInError && isRefused(error)) refusedSignIn = error;
      reporter.add(realm, failureOf(error), facts);
    }
  }
  reporter.end();
}
