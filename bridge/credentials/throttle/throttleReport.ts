/** What was only counted in a realm's window. */
export interface RefusalSummary {
  /** Or `(others)`: all names together that are not known to be realms. */
  readonly realm: string;
  /** Whether there is such a realm, as far as was known. */
  readonly realmExists: boolean;
  readonly count: number;
  /** The first twenty. */
  readonly addresses: readonly string[];
  /** The first twenty. */
  readonly reasons: readonly string[];
}

/** Counts the refusals of realms, each in a window that begins with its first. */
export interface RefusalWindows {
  /** Counts a refusal; answers whether it is to be reported, which a repeat never is. */
  count(
    refused: {
      readonly realm: string;
      readonly realmExists: boolean;
      readonly address: string;
      readonly reason: string;
    },
    isNew: boolean,
  ): boolean;
  /** Ends all windows, and tells what was counted in them. */
  close(): void;
}

interface Window {
  readonly timer: NodeJS.Timeout;
  readonly realmExists: boolean;
  reported: number;
  counted: number;
  readonly addresses: Set<string>;
  readonly reasons: Set<string>;
}

/** Names of realms come from URLs, so that anyone can make them up: only realms that exist have a window of their own. */
const OTHERS = '(others)';
/** Most addresses and reasons of a summary. */
export const MAX_LISTED = 20;

function note(list: Set<string>, text: string): void {
  if (list.size < MAX_LISTED) list.add(text);
}

/** Opens the windows of all realms; their timers do not keep the process alive. */
export function openWindows({
  window,
  perRealm,
  onSummary,
}: {
  readonly window: number;
  readonly perRealm: number;
  readonly onSummary: (summary: RefusalSummary) => void;
}): RefusalWindows {
  const windows = new Map<string, Window>();

  function end(realm: string): void {
    const held = windows.get(realm);
    if (held === undefined) return;
    windows.delete(realm);
    clearTimeout(held.timer);
    const { counted: count, realmExists, addresses, reasons } = held;
    if (count === 0) return;
    onSummary({ realm, realmExists, count, addresses: [...addresses], reasons: [...reasons] });
  }

  function windowOf(name: string, exists: boolean): Window {
    const realm = exists ? name : OTHERS;
    const held = windows.get(realm);
    if (held !== undefined) return held;
    const timer = setTimeout(end, window, realm).unref();
    const opened: Window = {
      timer,
      realmExists: exists,
      reported: 0,
      counted: 0,
      addresses: new Set(),
      reasons: new Set(),
    };
    windows.set(realm, opened);
    return opened;
  }

  return {
    count({ realm, realmExists, address, reason }, isNew) {
      const held = windowOf(realm, realmExists);
      if (isNew && held.reported < perRealm) {
        held.reported += 1;
        return true;
      }
      held.counted += 1;
      note(held.addresses, address);
      note(held.reasons, reason);
      return false;
    },
    close() {
      for (const realm of windows.keys()) end(realm);
    },
  };
}
