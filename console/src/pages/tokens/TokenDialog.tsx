import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewToken } from '../../../../bridge/admin/contract.ts';
import { TokenOnce } from '../../tokens/TokenOnce.tsx';

/** A dialog that asks for something, and then shows the token that came of it. */
export function TokenDialog({
  title,
  action,
  formId,
  isReady,
  isBusy,
  created,
  onClose,
  children,
}: {
  readonly title: string;
  readonly action: string;
  /** The form that the button of the dialog submits. */
  readonly formId: string;
  readonly isReady: boolean;
  readonly isBusy: boolean;
  readonly created: NewToken | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  if (created !== undefined) {
    // Nothing closes this but the word that the token is stored: it cannot be shown again.
    return (
      <Modal isOpen variant="medium" aria-labelledby={id}>
        <ModalHeader title={t('tokens.created.title', { label: created.label })} labelId={id} />
        <ModalBody>
          <TokenOnce token={created.token} label={created.label} expires={created.expires} onDone={onClose} />
        </ModalBody>
      </Modal>
    );
  }
  return (
    // What was sent cannot be taken back: closed now, the dialog would never show the token.
    <Modal isOpen variant="small" {...(isBusy ? {} : { onClose })} aria-labelledby={id}>
      <ModalHeader title={title} labelId={id} />
      <ModalBody>{children}</ModalBody>
      <ModalFooter>
        <Button type="submit" form={formId} isDisabled={!isReady || isBusy} isLoading={isBusy}>
          {action}
        </Button>
        <Button variant="link" isDisabled={isBusy} onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
