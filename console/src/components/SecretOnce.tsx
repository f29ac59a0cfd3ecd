import { Button } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../patternfly/Alert.tsx';
import { CopyField } from './CopyField.tsx';

/** How long a secret stays on the screen: somebody may leave the desk. */
const SHOWN_FOR_MS = 60_000;

/** A secret that is shown once: it hides after a minute, and is gone when the page is left. */
export function SecretOnce({
  label,
  secret,
  onDone,
}: {
  readonly label: string;
  readonly secret: string;
  /** Forgets the secret. */
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(true);
  useEffect(() => {
    if (!isShown) return undefined;
    const timer = setTimeout(() => {
      setShown(false);
    }, SHOWN_FOR_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isShown]);
  return (
    <Alert
      variant="info"
      isInline
      isLiveRegion
      title={t('secret.once')}
      actionLinks={
        <Button variant="secondary" onClick={onDone}>
          {t('secret.stored')}
        </Button>
      }
    >
      {isShown ? (
        <CopyField label={label} value={secret} />
      ) : (
        <Button
          variant="link"
          isInline
          onClick={() => {
            setShown(true);
          }}
        >
          {t('secret.hidden')}
        </Button>
      )}
    </Alert>
  );
}
