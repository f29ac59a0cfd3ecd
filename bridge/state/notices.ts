/** What parts of the bridge tell each other; replicas are to hear of it, too. */
export interface Notices {
  /** Tells that the configuration of a realm was changed; resolves once everything in this process acts on it. */
  realmChanged(realm: string): Promise<void>;
  /** Calls the listener whenever the configuration of a realm was changed. */
  onRealmChanged(listener: (realm: string) => Promise<void>): void;
}

/** Creates notices that reach this process. */
export function createNotices(): Notices {
  const listeners: ((realm: string) => Promise<void>)[] = [];
  return {
    async realmChanged(realm) {
      await Promise.all(listeners.map((listener) => listener(realm)));
    },
    onRealmChanged(listener) {
      listeners.push(listener);
    },
  };
}
