import { start } from '../processes/command.ts';

/** What wrong credentials are shown, to whom and how fast. */
export interface Flood {
  readonly url: string;
  readonly count: number;
  /** Requests per second. */
  readonly rate: number;
  /** Most connections. */
  readonly sockets: number;
  /** The credential of every other request. */
  readonly same: string;
  /** A signed token, whose signature is replaced by random bytes each time. */
  readonly signed: string;
}

/** What came of a flood. */
export interface FloodReport {
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds of the answers to the repeated credential, the shortest first. */
  readonly repeats: readonly number[];
  /** Most requests that were under way at once. */
  readonly maxUnderWay: number;
}

/** A flood in a process of its own; it rests until told to go. */
export interface RunningFlood {
  go(): void;
  rest(): void;
  /** Resolves when all is answered. */
  readonly report: Promise<FloodReport>;
}

/** Makes a flood ready. */
export function startFlood(flood: Flood): RunningFlood {
  const running = start('test/support/load/floodMain.ts', [JSON.stringify(flood)], {});
  const say = (word: string): void => {
    running.process.stdin?.write(`${word}\n`);
  };
  return {
    go: () => {
      say('go');
    },
    rest: () => {
      say('rest');
    },
    report: running.ended.then(({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(`the flood ended with ${String(code)}: ${stderr}`);
      return JSON.parse(stdout) as FloodReport;
    }),
  };
}
