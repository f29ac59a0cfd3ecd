import { ClipboardCopy, FormGroup } from '@patternfly/react-core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A value to copy into the identity provider. */
export function CopyField({
  label,
  value,
  help,
}: {
  readonly label: string;
  readonly value: string;
  readonly help?: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <ClipboardCopy
        id={id}
        isReadOnly
        hoverTip={t('action.copy')}
        clickTip={t('action.copied')}
        copyAriaLabel={t('action.copyOf', { label })}
        textAriaLabel={label}
      >
        {value}
      </ClipboardCopy>
      {help}
    </FormGroup>
  );
}
