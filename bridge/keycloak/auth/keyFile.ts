import { stat } from 'node:fs/promises';
import { BridgeKeyError, readBridgeKey, type BridgeKey, type SigningKey } from './bridgeKey.ts';

/** The key file of a running bridge, which is read again whenever it changes. */
export interface KeyFile {
  /** The keys of the file, and after them those that the file had before: realms may know no other yet. */
  readonly key: BridgeKey;
  /** Whether the file holds the key; otherwise an earlier state of the file did. */
  holds(key: SigningKey): boolean;
  /** What is wrong with the file, so that the keys before stay in force; `undefined` if nothing is. */
  problem(): string | undefined;
  /** Reads the file now. */
  reload(): Promise<void>;
  /** Ends the watch. */
  close(): void;
}

/** How a key file is watched. */
export interface KeyFileOptions {
  /** How often to look whether the file has changed. */
  readonly everyMs?: number;
  /** Called with the ids of the keys when they have changed. */
  readonly onChange: (kids: readonly string[]) => void;
  /** Called with a sentence when the file becomes unusable. */
  readonly onProblem: (problem: string) => void;
}

/** Maximum number of keys that are no longer in the file and still tried. */
const MAX_EARLIER_KEYS = 4;

const isSame = (a: SigningKey, b: SigningKey): boolean =>
  JSON.stringify(a.publicJwk) === JSON.stringify(b.publicJwk);

/** The state of a file by which a change is noticed: mounted secrets are replaced by another file, with any time. */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs, mode } = await stat(file);
    return [ino, size, mtimeMs, ctimeMs, mode].join();
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

/** Opens a key file; a `BridgeKeyError` lists every mistake. Later mistakes leave the keys in force. */
export async function openKeyFile(
  file: string,
  { everyMs = 2_000, onChange, onProblem }: KeyFileOptions,
): Promise<KeyFile> {
  let state = await stateOf(file);
  let inFile: readonly SigningKey[];
  let key: BridgeKey = await readBridgeKey(file);
  inFile = key.keys;
  let problem: string | undefined;
  let reading: Promise<void> | undefined;

  /** Takes the keys of the file; a key that was known before stays the same object, by which a realm remembers it. */
  function take({ keys }: BridgeKey): void {
    const before = key.keys;
    const known = (candidate: SigningKey): SigningKey =>
      before.find((earlier) => isSame(earlier, candidate)) ?? candidate;
    const [first, ...others] = keys;
    const current = [known(first), ...others.map(known)] as const;
    const earlier = before.filter((candidate) => !current.includes(candidate)).slice(0, MAX_EARLIER_KEYS);
    const isChanged = current.length !== inFile.length || current.some((one, i) => one !== inFile[i]);
    inFile = current;
    key = { keys: [...current, ...earlier] };
    if (isChanged) onChange(current.map(({ kid }) => kid));
  }

  async function read(): Promise<void> {
    try {
      take(await readBridgeKey(file));
      problem = undefined;
    } catch (error) {
      if (!(error instanceof BridgeKeyError)) throw error;
      if (problem !== error.message) onProblem(error.message);
      problem = error.message;
    }
  }

  const reload = (): Promise<void> =>
    (reading ??= read().finally(() => {
      reading = undefined;
    }));

  async function look(): Promise<void> {
    const now = await stateOf(file);
    if (now === state) return;
    await reload();
    state = now;
  }

  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    get key() {
      return key;
    },
    holds: (candidate) => inFile.includes(candidate),
    problem: () => problem,
    reload,
    close() {
      clearInterval(timer);
    },
  };
}
