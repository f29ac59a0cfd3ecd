interface TestFile {
  readonly path: string;
}

/** How long no test file may end: several times what the slowest takes. */
const STALLED_AFTER_MS = 10 * 60_000;

/** Ends a run in which nothing happens any more, and says in which files: the runner has no limit for the time of a test. */
export default class StallReporter {
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  onTestFileStart({ path }: TestFile): void {
    this.#running.add(path);
    this.#watch();
  }

  onTestFileResult({ path }: TestFile): void {
    this.#running.delete(path);
    this.#watch();
  }

  onRunComplete(): void {
    clearTimeout(this.#timer);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const files = [...this.#running].join('\n  ');
      process.stderr.write(
        `No test file has ended for ${STALLED_AFTER_MS / 60_000} minutes. Still running:\n  ${files}\n`,
      );
      process.exit(1);
    }, STALLED_AFTER_MS);
  }
}
