import { stat } from 'node:fs/promises';
import { readBridgeKey, type BridgeKey, type SigningKey } from './bridgeKey.ts';

/** The key file of a running bridge, which is read again whenever it changes. */
export interface KeyFile {
  /** The keys of the file, and after them those that the file had before: realms may know no other yet. */
  readonly key: BridgeKey;
  /** The keys of the file alone. */
  inFile(): readonly SigningKey[];
  /** Whether the file holds the key; otherwise an earlier state of the file did. */
  holds(key: SigningKey): boolean;
  /** What is wrong with the file, so that the keys before stay in force; `undefined` if nothing is. */
  problem(): string | undefined;
  /** Reads the file now. */
  reload(): Promise<void>;
  /** Reads the file again whenever it changes; returns the function that ends the watch. */
  watch(options: KeyFileWatch): () => void;
}

/** How a key file is watched. */
interface KeyFileWatch {
  /** How often to look whether the file has changed. */
  readonly everyMs: number;
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

/** The keys to try, and those among them that the file holds. */
interface Keys {
  readonly key: BridgeKey;
  readonly inFile: readonly SigningKey[];
}

/** Adds the keys that were tried before; one that is still in the file stays the same object, by which a realm remembers it. */
function withEarlier(read: BridgeKey, { keys: before }: BridgeKey): Keys {
  const known = (candidate: SigningKey): SigningKey =>
    before.find((earlier) => isSame(earlier, candidate)) ?? candidate;
  const [first, ...others] = read.keys;
  const inFile = [known(first), ...others.map(known)] as const;
  const earlier = before.filter((candidate) => !inFile.includes(candidate)).slice(0, MAX_EARLIER_KEYS);
  return { key: { keys: [...inFile, ...earlier] }, inFile };
}

/** Opens a key file; a `BridgeKeyError` lists every mistake. Later mistakes leave the keys in force. */
export async function openKeyFile(file: string): Promise<KeyFile> {
  let state = await stateOf(file);
  const opened = await readBridgeKey(file);
  let current: Keys = { key: opened, inFile: opened.keys };
  let problem: string | undefined;
  let reading: Promise<void> | undefined;
  let watch: KeyFileWatch | undefined;

  function take(read: BridgeKey): void {
    const before = current.inFile;
    current = withEarlier(read, current.key);
    const { inFile } = current;
    const isSameList = inFile.length === before.length && inFile.every((key, i) => key === before[i]);
    if (!isSameList) watch?.onChange(inFile.map(({ kid }) => kid));
  }

  async function read(): Promise<void> {
    try {
      take(await readBridgeKey(file));
      problem = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (problem !== message) watch?.onProblem(message);
      problem = message;
    }
  }

  const reload = (): Promise<void> =>
    (reading ??= read().finally(() => {
      reading = undefined;
    }));

  async function look(): Promise<void> {
    const now = await stateOf(file);
    if (now === state) return;
    state = now;
    await reload();
  }

  return {
    get key() {
      return current.key;
    },
    inFile: () => current.inFile,
    holds: (key) => current.inFile.includes(key),
    problem: () => problem,
    reload,
    watch(options) {
      watch = options;
      const timer = setInterval(() => void look(), options.everyMs).unref();
      return () => {
        clearInterval(timer);
      };
    },
  };
}
