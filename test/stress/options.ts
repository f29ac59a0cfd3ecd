import { Command, InvalidArgumentError } from 'commander';

/** What a run of the stress test is asked to do. */
export interface Options {
  /** How long requests are sent. */
  readonly seconds: number;
  /** What repeats the hostile requests of a run. */
  readonly seed: number;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };
}

/** Reads the flags; `--help` and mistakes end the process. */
export function readOptions(argv: readonly string[]): Options {
  return new Command('npm run stress --')
    .description(
      'Sends hostile and ordinary requests to a bridge before a real Keycloak, and checks that it stays up, quick, ' +
        'small and right: no 5xx, no pause of its event loop, no growing memory, other realms answered at once, and ' +
        'in Keycloak exactly what the accepted requests say.',
    )
    .option('--seconds <n>', 'how long requests are sent', wholeNumber(5, 3_600), 30)
    .option(
      '--seed <n>',
      'repeats the hostile requests of another run',
      wholeNumber(0, 2 ** 32 - 1),
      Math.floor(Math.random() * 2 ** 32),
    )
    .addHelpText(
      'after',
      `
Environment:
  KEYCLOAK_URL, KEYCLOAK_ADMIN, KEYCLOAK_ADMIN_PASSWORD  a running Keycloak; without them a throw-away one is started`,
    )
    .parse(argv, { from: 'user' })
    .opts<Options>();
}
