import type { Entry } from '../../../../../bridge/journal/entry.ts';

/** The request of each entry, in their order. */
export const requests = (entries: readonly Entry[]): string[] => entries.map(({ requestId }) => requestId);
