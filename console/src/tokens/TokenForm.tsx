import {
  Checkbox,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from '@patternfly/react-core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { EndField } from './EndField.tsx';
import { DEFAULT_END, expiresOf, type End } from './expiry.ts';

/** A new token, as typed. */
export interface TokenDraft {
  readonly label: string;
  readonly end: End;
  readonly readOnly: boolean;
  readonly source: string;
}

/** The maximum length of a label. */
const MAX_LABEL = 100;

/** A new token of which only the label is known. */
export const draftOf = (label = ''): TokenDraft => ({ label, end: DEFAULT_END, readOnly: false, source: '' });

/** Whether what was typed can be sent. */
export const isComplete = ({ label, end }: TokenDraft): boolean =>
  label.trim() !== '' && expiresOf(end) !== 'invalid';

/** The body of POST /tokens. */
export const bodyOf = ({ label, end, readOnly, source }: TokenDraft): Record<string, unknown> => ({
  label: label.trim(),
  expires: expiresOf(end),
  ...(readOnly ? { readOnly } : {}),
  ...(source.trim() === '' ? {} : { source: source.trim() }),
});

/** Asks for the properties of a new token. */
export function TokenForm({
  id,
  draft,
  onChange,
  onSubmit,
  error,
}: {
  readonly id: string;
  readonly draft: TokenDraft;
  readonly onChange: (draft: TokenDraft) => void;
  readonly onSubmit: () => void;
  readonly error: Error | null;
}) {
  const { t } = useTranslation();
  const fieldId = useId();
  const { label, end, readOnly, source } = draft;
  return (
    <Form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(draft)) onSubmit();
      }}
    >
      {error !== null && <ProblemAlert error={error} />}
      <FormGroup label={t('token.label')} fieldId={`${fieldId}-label`} isRequired>
        <TextInput
          id={`${fieldId}-label`}
          isRequired
          maxLength={MAX_LABEL}
          autoComplete="off"
          value={label}
          onChange={(_event, value) => {
            onChange({ ...draft, label: value });
          }}
        />
        <Help>{t('token.labelHelp')}</Help>
      </FormGroup>
      <EndField
        end={end}
        onChange={(changed) => {
          onChange({ ...draft, end: changed });
        }}
      />
      <Checkbox
        id={`${fieldId}-readOnly`}
        label={t('token.readOnly')}
        description={t('token.readOnlyHelp')}
        isChecked={readOnly}
        onChange={(_event, checked) => {
          onChange({ ...draft, readOnly: checked });
        }}
      />
      <FormGroup label={t('token.source')} fieldId={`${fieldId}-source`}>
        <TextInput
          id={`${fieldId}-source`}
          autoComplete="off"
          maxLength={63}
          placeholder="scim"
          value={source}
          onChange={(_event, value) => {
            onChange({ ...draft, source: value });
          }}
        />
        <Help>{t('token.sourceHelp')}</Help>
      </FormGroup>
    </Form>
  );
}

/** A sentence below a field. */
const Help = ({ children }: { readonly children: string }) => (
  <FormHelperText>
    <HelperText>
      <HelperTextItem>{children}</HelperTextItem>
    </HelperText>
  </FormHelperText>
);
