import { PRESET_NAMES } from '../../../mappers/document/presets.ts';
import type { SetupRequest } from './setupRequest.ts';

/** What an operator may ask for with the admin API; what is left out stays as it is. */
export interface EnableOptions extends Pick<
  SetupRequest,
  'profile' | 'azureTenant' | 'remoteToken' | 'observe' | 'newToken' | 'label' | 'readOnly'
> {
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
    azureTenant: {
      type: ['string', 'null'],
      pattern: '^[\\dA-Fa-f]{8}(-[\\dA-Fa-f]{4}){3}-[\\dA-Fa-f]{12}$',
      description:
        'The tenant id (directory id) of Entra ID that is trusted, instead of the one so far; null ends the trust.',
    },
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
