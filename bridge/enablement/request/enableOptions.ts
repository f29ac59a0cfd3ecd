import { PRESET_NAMES } from '../../../mappers/document/presets.ts';
import { ISSUER_SHORTCUTS, type IssuerShortcuts } from '../../../providers/issuers/shortcuts.ts';
import type { SetupRequest } from './setupRequest.ts';

/** What an operator may ask for with the admin API; what is left out stays as it is. */
export interface EnableOptions
  extends
    IssuerShortcuts,
    Pick<SetupRequest, 'profile' | 'remoteToken' | 'observe' | 'newToken' | 'label' | 'readOnly'> {
  /** Whether the realm has the client with which people sign in to the console. */
  readonly console?: boolean;
  /** When the new token ends, as an ISO date and time. */
  readonly expires?: string;
  /** Whether this bridge may replace the key or secret of another bridge in the realm's client. */
  readonly replaceBridgeKey?: boolean;
}

const flag = (description: string) => ({ type: 'boolean', description });

/** The JSON Schema of {@link EnableOptions}. */
export const ENABLE_OPTIONS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    profile: {
      type: 'string',
      enum: PRESET_NAMES,
      description: 'What kind of client provisions; a new realm gets generic.',
    },
    ...Object.fromEntries(
      ISSUER_SHORTCUTS.map(({ name, schema }) => [name, { type: ['string', 'null'], ...schema }]),
    ),
    remoteToken: flag("Whether tokens of the realm's own token endpoint are accepted."),
    observe: flag('Whether requests are only checked and recorded, and nothing is written.'),
    newToken: flag('Whether to create a new static token and revoke the existing ones, at once.'),
    label: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'A name for the static token that is created.',
    },
    expires: {
      type: 'string',
      format: 'date-time',
      maxLength: 40,
      description: 'When that token expires; by default never.',
    },
    readOnly: flag('Whether that token may only read.'),
    console: flag(
      'Whether the realm has the client scim-console, with which people sign in to the console; false removes it.',
    ),
    replaceBridgeKey: flag(
      "Whether the bridge's client signs in with the key or secret of this bridge from then on, although another bridge may sign in with what it has.",
    ),
  },
} as const;
