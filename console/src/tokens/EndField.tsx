import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextInput,
} from '@patternfly/react-core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, END_CHOICES, type End, type EndChoice } from './expiry.ts';

/** Asks when a new token ends. */
export function EndField({ end, onChange }: { readonly end: End; readonly onChange: (end: End) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const { choice, date } = end;
  return (
    <>
      <FormGroup label={t('token.ends')} fieldId={id}>
        <FormSelect
          id={id}
          value={choice}
          onChange={(_event, value) => {
            onChange({ ...end, choice: value as EndChoice });
          }}
        >
          {END_CHOICES.map((value) => (
            <FormSelectOption key={value} value={value} label={t(`token.end.${value}`)} />
          ))}
        </FormSelect>
        {choice === 'never' && (
          <FormHelperText>
            <HelperText>
              <HelperTextItem variant="warning">{t('token.endlessHelp')}</HelperTextItem>
            </HelperText>
          </FormHelperText>
        )}
      </FormGroup>
      {choice === 'date' && (
        <FormGroup label={t('token.lastDay')} fieldId={`${id}-date`} isRequired>
          <TextInput
            id={`${id}-date`}
            type="date"
            isRequired
            min={dayOf()}
            value={date}
            onChange={(_event, value) => {
              onChange({ ...end, date: value });
            }}
          />
        </FormGroup>
      )}
    </>
  );
}
