import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** Asks before somebody leaves a page with what was typed on it. */
export function LeaveGuard({ isChanged }: { readonly isChanged: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isChanged && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isChanged) return undefined;
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('beforeunload', ask);
    };
  }, [isChanged]);
  if (blocker.state !== 'blocked') return null;
  const stay = (): void => {
    blocker.reset();
  };
  return (
    <Modal isOpen variant="small" onClose={stay} aria-labelledby={id}>
      <ModalHeader title={t('leave.title')} labelId={id} titleIconVariant="warning" />
      <ModalBody>{t('leave.text')}</ModalBody>
      <ModalFooter>
        <Button onClick={stay}>{t('leave.stay')}</Button>
        <Button
          variant="link"
          onClick={() => {
            blocker.proceed();
          }}
        >
          {t('leave.go')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
