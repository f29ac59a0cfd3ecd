import { FormSelect, FormSelectOption, SearchInput } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A condition that is one of a few. */
export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <FormSelect
      className="scim-choice"
      aria-label={label}
      value={value}
      onChange={(_event, chosen) => {
        onChange(chosen);
      }}
    >
      <FormSelectOption value="" label={label} />
      {options.map(([option, text]) => (
        <FormSelectOption key={option} value={option} label={text} />
      ))}
    </FormSelect>
  );
}

/** A condition that is typed, and holds once Enter is pressed. */
export function Typed({
  label,
  onSearch,
}: {
  readonly label: string;
  readonly onSearch: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <SearchInput
      aria-label={label}
      placeholder={label}
      value={text}
      submitSearchButtonLabel={t('action.search')}
      resetButtonLabel={t('action.clear')}
      onChange={(_event, value) => {
        setText(value);
      }}
      onClear={() => {
        setText('');
      }}
      onSearch={(_event, value) => {
        setText('');
        onSearch(value.trim());
      }}
    />
  );
}
