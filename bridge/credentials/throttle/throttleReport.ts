import { reasonText, type Refusal } from '../refusals.ts';

/** The refusals of a realm's window that were counted and not reported one by one. */
export interface RefusalSummary {
  /** The realm's name, or `(others)` for all names that are not known to be realms. */
  readonly realm: string;
  /** Whether the realm is known to exist. */
  readonly realmExists: boolean;
  readonly count: number;
  /** At most {@link MAX_LISTED}. */
  readonly addresses: readonly string[];
  /** At most {@link MAX_LISTED}. */
  readonly reasons: readonly Refusal[];
  /** The ids of the last requests, at most {@link MAX_REQUESTS}. */
  readonly requestIds: readonly string[];
}

/** Counts the refusals of each realm, in windows that begin with the first refusal. */
export interface ThrottleReport {
  /** Counts a refusal; returns whether to report it by itself. A repeat never is. */
  count(
    refused: {
      readonly realm: string;
      readonly realmExists: boolean;
      readonly address: string;
      readonly reason: Refusal;
      readonly requestId: string;
    },
    isNew: boolean,
  ): boolean;
  /** Ends the window in which a request was counted, if it is one of the last of that window. */
  readonly summarize: (requestId: string) => void;
  /** Ends all windows; what was counted in them is summarized. */
  close(): void;
}

interface Window {
  readonly timer: NodeJS.Timeout;
  readonly realmExists: boolean;
  reported: number;
  counted: number;
  readonly addresses: Set<string>;
  /** By their sentences. */
  readonly reasons: Map<string, Refusal>;
  readonly requestIds: Set<string>;
}

/**
 * The realm name in the summary of all unknown realms: names come from URLs, so that only existing realms have their
 * own window.
 */
const OTHERS = '(others)';
/** Maximum addresses and reasons of a summary. */
export const MAX_LISTED = 20;
/** Maximum ids of requests of a summary. */
const MAX_REQUESTS = 100;

/** Adds the id of a request; beyond the maximum the oldest one is dropped. */
function addRequest(requestIds: Set<string>, requestId: string): void {
  requestIds.add(requestId);
  const [oldest = ''] = requestIds;
  if (requestIds.size > MAX_REQUESTS) requestIds.delete(oldest);
}

/** Creates a report; its timers do not keep the process alive. */
export function createThrottleReport({
  windowMs,
  maxReports,
  onSummary,
}: {
  readonly windowMs: number;
  readonly maxReports: number;
  readonly onSummary: (summary: RefusalSummary) => void;
}): ThrottleReport {
  const windows = new Map<string, Window>();

  function end(realm: string): void {
    const window = windows.get(realm);
    if (window === undefined) return;
    windows.delete(realm);
    clearTimeout(window.timer);
    const { counted: count, realmExists, addresses, reasons, requestIds } = window;
    if (count === 0) return;
    onSummary({
      ...{ realm, realmExists, count },
      addresses: [...addresses],
      reasons: [...reasons.values()],
      requestIds: [...requestIds],
    });
  }

  function windowOf(name: string, exists: boolean): Window {
    const realm = exists ? name : OTHERS;
    const current = windows.get(realm);
    if (current !== undefined) return current;
    const timer = setTimeout(end, windowMs, realm).unref();
    const opened: Window = {
      timer,
      realmExists: exists,
      reported: 0,
      counted: 0,
      addresses: new Set(),
      reasons: new Map(),
      requestIds: new Set(),
    };
    windows.set(realm, opened);
    return opened;
  }

  return {
    count({ realm, realmExists, address, reason, requestId }, isNew) {
      const window = windowOf(realm, realmExists);
      if (isNew && window.reported < maxReports) {
        window.reported += 1;
        return true;
      }
      window.counted += 1;
      if (window.addresses.size < MAX_LISTED) window.addresses.add(address);
      if (window.reasons.size < MAX_LISTED) window.reasons.set(reasonText(reason), reason);
      addRequest(window.requestIds, requestId);
      return false;
    },
    summarize(requestId) {
      for (const [realm, { requestIds }] of windows) if (requestIds.has(requestId)) end(realm);
    },
    close() {
      for (const realm of windows.keys()) end(realm);
    },
  };
}
