/** Notices between the parts of the bridge. */
export interface Notices {
  /** Tells that a realm's configuration was changed; resolves when the change is in force in this process. */
  realmChanged(realm: string): Promise<void>;
  onRealmChanged(listener: (realm: string) => Promise<void>): void;
}

/** Creates notices that reach this process alone. */
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
