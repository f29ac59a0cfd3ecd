import { useTranslation } from 'react-i18next';
import { Alert } from '../../patternfly/Alert.tsx';
import { formatTime } from '../../i18n/format.ts';
import { lightOf, proofOf } from './liveLight.ts';
import type { StepProps } from './stepProps.ts';
import { useSentences } from './useSentences.ts';

/** Says that the connection works, since when, and what comes next; or that nothing has shown it yet. */
export function Worked({
  instructions: { title: provider },
  credential,
  state: { since },
  status: { credentials, mode },
}: StepProps) {
  const { t } = useTranslation();
  const { sentences } = useSentences(credential, since);
  const lastUsed = credentials.uses.find(({ id }) => id === credential)?.lastUsed;
  const proof = proofOf(sentences, lastUsed, Number(since));
  if (proof === undefined) {
    const key = lightOf(sentences) === 'red' ? 'connect.test.red' : 'connect.done.unproven';
    return (
      <Alert variant="info" isInline isLiveRegion title={t(key, { provider })}>
        {t('connect.done.unprovenHint')}
      </Alert>
    );
  }
  return (
    <Alert variant="success" isInline isLiveRegion title={t('connect.done.works', { provider })}>
      <p>{t(`connect.done.${proof.key}`, { time: formatTime(proof.time) })}</p>
      <p>{t(`connect.done.next.${mode}`, { provider })}</p>
    </Alert>
  );
}
