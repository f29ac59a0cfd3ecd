import { Button } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';

/** Loads the whole page anew, where nothing less can help. */
export function ReloadButton() {
  const { t } = useTranslation();
  return (
    <Button
      onClick={() => {
        location.reload();
      }}
    >
      {t('action.tryAgain')}
    </Button>
  );
}
