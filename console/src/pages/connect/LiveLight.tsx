import { List, ListItem, Spinner, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Light, type LightColor } from '../../components/Light.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { formatAgo } from '../../i18n/format.ts';
import { sentenceOf } from '../log/sentence.ts';
import { arrivalsIn, lightOf, type Sentence } from './liveLight.ts';
import { useSentences } from './useSentences.ts';

/** Maximum sentences that are shown. */
const MAX_SHOWN = 8;

/** Requests that are told as in the log. */
const AS_IN_LOG = ['wrote', 'refused'];

const COLORS: Readonly<Record<ReturnType<typeof lightOf>, LightColor>> = {
  waiting: 'off',
  green: 'green',
  amber: 'amber',
  red: 'red',
};

/** The sentences about requests, the newest first. */
function Sentences({
  sentences,
  provider,
}: {
  readonly sentences: readonly Sentence[];
  readonly provider: string;
}) {
  const { t } = useTranslation();
  return (
    <List isPlain>
      {sentences.slice(0, MAX_SHOWN).map(({ entry, color, key, values }) => (
        <ListItem key={entry.id}>
          <Light color={color}>{t(`connect.light.${color}`)}</Light>{' '}
          {AS_IN_LOG.includes(key) ? sentenceOf(entry, t) : t(`connect.live.${key}`, { provider, ...values })}{' '}
          ({formatAgo(entry.time)})
        </ListItem>
      ))}
    </List>
  );
}

/** The light of a connection: whether the requests of the provider arrive and are accepted, as they come. */
export function LiveLight({
  provider,
  credential,
  since,
  scimUrl,
  onlyWrites = false,
}: {
  readonly provider: string;
  readonly credential: string;
  /** When the credential was chosen, as the wizard's state has it. */
  readonly since: string;
  readonly scimUrl: string;
  /** Whether only users and groups that arrive are of interest, and refusals. */
  readonly onlyWrites?: boolean;
}) {
  const { t } = useTranslation();
  const { sentences: all, maySee, error } = useSentences(credential, since);
  const sentences = onlyWrites ? arrivalsIn(all) : all;
  const light = lightOf(sentences);
  if (!maySee) return <p>{t('connect.live.mayNot')}</p>;
  if (error !== null) return <ProblemAlert error={error} />;
  const purpose = onlyWrites ? 'assign' : 'test';
  return (
    <Stack hasGutter>
      <StackItem>
        <div role="status" aria-live="polite">
          {light === 'waiting' && <Spinner size="md" aria-label={t('connect.light.waiting')} />}{' '}
          <Light color={COLORS[light]}>{t(`connect.light.${light}`)}</Light>{' '}
          <strong>{t(`connect.${purpose}.${light}`, { provider })}</strong>
        </div>
      </StackItem>
      <StackItem>
        {light === 'waiting' ? (
          <p className="scim-breakable">{t(`connect.${purpose}.waitingHint`, { scimUrl })}</p>
        ) : (
          <Sentences sentences={sentences} provider={provider} />
        )}
      </StackItem>
    </Stack>
  );
}
