import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  InputGroupText,
  Radio,
  Switch,
  TextInput,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useRules } from '../rules.ts';
import { idOf, LabelHelp, Mistakes, RuleField, textOf } from './RuleField.tsx';

/** A text; an empty one leaves the member out. */
export function TextRule({
  path,
  isRequired = false,
  isFixed = false,
  hint,
}: {
  readonly path: string;
  /** What can be typed, below the field. */
  readonly hint?: string | undefined;
  readonly isRequired?: boolean;
  /** Whether it is only shown. */
  readonly isFixed?: boolean;
}) {
  const { valueAt, replace, mistakesOf } = useRules();
  const value = valueAt(path);
  return (
    <RuleField path={path} isRequired={isRequired}>
      <TextInput
        id={idOf(path)}
        value={typeof value === 'string' ? value : ''}
        {...(isFixed ? { readOnlyVariant: 'default' as const } : {})}
        validated={mistakesOf(path).length > 0 ? 'error' : 'default'}
        aria-describedby={`${idOf(path)}-mistakes`}
        autoComplete="off"
        onChange={(_event, text) => {
          replace(path, text === '' ? undefined : text);
        }}
      />
      {hint !== undefined && (
        <FormHelperText>
          <HelperText>
            <HelperTextItem>{hint}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </RuleField>
  );
}

/** A number with its unit; no number leaves the member out. */
export function NumberRule({ path, unit }: { readonly path: string; readonly unit: string }) {
  const { valueAt, replace, mistakesOf } = useRules();
  const value = valueAt(path);
  return (
    <RuleField path={path}>
      <InputGroup>
        <InputGroupItem>
          <TextInput
            id={idOf(path)}
            type="number"
            value={typeof value === 'number' ? value : ''}
            validated={mistakesOf(path).length > 0 ? 'error' : 'default'}
            aria-describedby={`${idOf(path)}-mistakes`}
            onChange={(_event, text) => {
              replace(path, text === '' ? undefined : Number(text));
            }}
          />
        </InputGroupItem>
        <InputGroupText>{unit}</InputGroupText>
      </InputGroup>
    </RuleField>
  );
}

/** Switches a rule on; off leaves the member out. */
export function SwitchRule({ path, whenOn = true }: { readonly path: string; readonly whenOn?: unknown }) {
  const { t } = useTranslation();
  const { page, valueAt, replace, mistakesOf } = useRules();
  const text = textOf(page, path);
  const value = valueAt(path);
  const label = t(text);
  return (
    <FormGroup>
      <Switch
        id={idOf(path)}
        label={label}
        isChecked={value !== undefined && value !== false}
        onChange={(_event, isOn) => {
          replace(path, isOn ? whenOn : undefined);
        }}
      />{' '}
      <LabelHelp label={label}>{t(`${text}.help`)}</LabelHelp>
      <Mistakes mistakes={mistakesOf(path)} />
    </FormGroup>
  );
}

/** A choice; the first option is the default, which leaves the member out. */
export function ChoiceRule({
  path,
  options,
}: {
  readonly path: string;
  readonly options: readonly string[];
}) {
  const { t } = useTranslation();
  const { page, valueAt, replace } = useRules();
  const [byDefault = ''] = options;
  const value = valueAt(path) ?? byDefault;
  const text = textOf(page, path);
  return (
    <RuleField path={path} role="radiogroup">
      {options.map((option) => (
        <Radio
          key={option}
          id={`${idOf(path)}-${option}`}
          name={idOf(path)}
          label={t(`${text}.${option}`)}
          description={t(`${text}.${option}.help`)}
          isChecked={value === option}
          onChange={() => {
            replace(path, option === byDefault ? undefined : option);
          }}
        />
      ))}
    </RuleField>
  );
}

/** A choice among many, in little room; `absent` is the text of the option that leaves the member out, or else the first does. */
export function SelectRule({
  path,
  options,
  absent,
}: {
  readonly path: string;
  readonly options: readonly string[];
  readonly absent?: string | undefined;
}) {
  const { t } = useTranslation();
  const { page, valueAt, replace, mistakesOf } = useRules();
  const byDefault = absent === undefined ? options[0] : '';
  const value = valueAt(path) ?? byDefault;
  return (
    <RuleField path={path}>
      <FormSelect
        id={idOf(path)}
        value={value}
        validated={mistakesOf(path).length > 0 ? 'error' : 'default'}
        aria-describedby={`${idOf(path)}-mistakes`}
        onChange={(_event, option) => {
          replace(path, option === byDefault ? undefined : option);
        }}
      >
        {absent !== undefined && <FormSelectOption value="" label={absent} />}
        {options.map((option) => (
          <FormSelectOption key={option} value={option} label={t(`${textOf(page, path)}.${option}`)} />
        ))}
      </FormSelect>
    </RuleField>
  );
}
