import {
  Button,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert.tsx';

/** Asks before something that cannot be undone or that cuts somebody off; on demand the person types a name first. */
export function Confirm({
  title,
  action,
  typed,
  error = null,
  isBusy = false,
  onConfirm,
  onCancel,
  children,
}: {
  readonly title: string;
  /** What the button says: the verb of the title. */
  readonly action: string;
  /** What is to be typed; nothing, unless it is given. */
  readonly typed?: string;
  readonly error?: Error | null;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const isReady = typed === undefined || text === typed;
  return (
    <Modal
      isOpen
      variant="small"
      // What was sent cannot be taken back.
      {...(isBusy ? {} : { onClose: onCancel })}
      aria-labelledby={`${id}-title`}
      {...(typed === undefined ? {} : { elementToFocus: `[id="${id}-text"]` })}
    >
      <ModalHeader title={title} labelId={`${id}-title`} titleIconVariant="warning" />
      <ModalBody>
        {children}
        {typed !== undefined && (
          <Form
            onSubmit={(event) => {
              event.preventDefault();
              if (isReady) onConfirm();
            }}
          >
            <FormGroup label={t('confirm.type', { text: typed })} fieldId={`${id}-text`}>
              <TextInput
                id={`${id}-text`}
                value={text}
                autoComplete="off"
                onChange={(_event, value) => {
                  setText(value);
                }}
              />
            </FormGroup>
          </Form>
        )}
        {error !== null && <ProblemAlert error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" isDisabled={!isReady || isBusy} isLoading={isBusy} onClick={onConfirm}>
          {action}
        </Button>
        <Button variant="link" isDisabled={isBusy} onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
