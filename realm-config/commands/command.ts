import type { AdminApi } from '../adminApi.ts';

/** What every command works with. */
export interface CommandTools {
  /** The admin API of the bridge that `MANAGEMENT_URL` names, or of one on this machine. */
  readonly openApi: () => AdminApi;
  /** The same where `MANAGEMENT_URL` is set; else `undefined`. */
  readonly openKnownApi: () => AdminApi | undefined;
  /** Writes a result. */
  readonly print: (line: string) => void;
  /** Says something that is no result. */
  readonly note: (line: string) => void;
}

/** An option that most commands have. */
export interface WithJson {
  readonly json: boolean;
}

export const REALM = ['<realm>', 'name of the realm, case-sensitive'] as const;
export const REALMS = ['<realm...>', 'names of realms, case-sensitive'] as const;
export const PRINT_JSON = ['--json', 'print JSON', false] as const;
export const PRINT_JSON_PER_REALM = ['--json', 'print one JSON object per realm', false] as const;
export const EXPIRES = [
  '--expires <when>',
  'when it ends: a duration such as 90d or 12h, or a date',
] as const;
