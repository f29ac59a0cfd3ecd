import {
  Button,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Switch,
  TextInput,
} from '@patternfly/react-core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LabelHelp } from '../../configuration/fields/RuleField.tsx';
import type { Row } from './rows.ts';
import { rowOf, textsOf, type RowTexts } from './rowText.ts';

/** A row that says nothing yet. */
const EMPTY: Row = { scim: '', keycloak: 'attributes.' };

const TEXTS = ['scim', 'keycloak', 'absent', 'mirror', 'aliases'] as const;

const DIRECTIONS = ['both', 'toKeycloak', 'toScim'] as const;

interface FieldProps {
  readonly id: string;
  readonly texts: RowTexts;
  readonly onChange: (texts: RowTexts) => void;
}

function RowField({
  name,
  id,
  texts,
  isFixed,
  onChange,
}: FieldProps & { readonly name: (typeof TEXTS)[number]; readonly isFixed: boolean }) {
  const { t } = useTranslation();
  const label = t(`mapping.${name}`);
  return (
    <FormGroup
      label={label}
      fieldId={`${id}-${name}`}
      isRequired={name === 'scim' || name === 'keycloak'}
      labelHelp={<LabelHelp label={label}>{t(`mapping.${name}.help`)}</LabelHelp>}
    >
      <TextInput
        id={`${id}-${name}`}
        value={texts[name]}
        {...(isFixed ? { readOnlyVariant: 'default' as const } : {})}
        autoComplete="off"
        onChange={(_event, text) => {
          onChange({ ...texts, [name]: text });
        }}
      />
    </FormGroup>
  );
}

function Choices({ id, texts, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <>
      <FormGroup label={t('mapping.direction')} fieldId={`${id}-direction`}>
        <FormSelect
          id={`${id}-direction`}
          value={texts.direction}
          onChange={(_event, direction) => {
            onChange({ ...texts, direction: direction as RowTexts['direction'] });
          }}
        >
          {DIRECTIONS.map((direction) => (
            <FormSelectOption key={direction} value={direction} label={t(`mapping.direction.${direction}`)} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup>
        <Switch
          id={`${id}-required`}
          label={t('mapping.required')}
          isChecked={texts.required}
          onChange={(_event, required) => {
            onChange({ ...texts, required });
          }}
        />
      </FormGroup>
    </>
  );
}

/** Edits a row of the mapping, or a new one. */
export function RowEditor({
  row = EMPTY,
  onApply,
  onCancel,
}: {
  /** Absent for a new row. */
  readonly row?: Row | undefined;
  readonly onApply: (row: Row) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [texts, setTexts] = useState(() => textsOf(row));
  const isNew = row === EMPTY;
  const isComplete = texts.scim.trim() !== '' && texts.keycloak.trim() !== '';
  const apply = (): void => {
    if (isComplete) onApply(rowOf(row, texts));
  };
  return (
    <Modal isOpen variant="small" onClose={onCancel} aria-labelledby={`${id}-title`}>
      <ModalHeader
        labelId={`${id}-title`}
        title={isNew ? t('mapping.add') : t('mapping.changeOf', { scim: row.scim })}
      />
      <ModalBody>
        <Form
          id={id}
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          {TEXTS.map((name) => (
            <RowField
              key={name}
              {...{ name, id, texts }}
              isFixed={name === 'scim' && !isNew}
              onChange={setTexts}
            />
          ))}
          <Choices {...{ id, texts }} onChange={setTexts} />
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} isDisabled={!isComplete}>
          {t('mapping.apply')}
        </Button>
        <Button variant="link" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
