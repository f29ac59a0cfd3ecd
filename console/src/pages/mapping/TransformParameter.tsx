import { Button, Flex, FlexItem, FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asType, nameOf, parameterOf, type FixedValue, type Transform } from './transforms.ts';

interface ParameterProps<Value> {
  /** The name of the transform, for screen readers. */
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A choice of a few words, which the page has texts for. */
function WordSelect({
  label,
  value,
  options,
  onChange,
}: ParameterProps<string> & { readonly options: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <FormSelect
      aria-label={label}
      value={value}
      onChange={(_event, word) => {
        onChange(word);
      }}
    >
      {options.map((word) => (
        <FormSelectOption key={word} value={word} label={t(`mapping.word.${word}`)} />
      ))}
    </FormSelect>
  );
}

function TextParameter({ label, value, onChange }: ParameterProps<string>) {
  return (
    <TextInput
      aria-label={label}
      value={value}
      autoComplete="off"
      onChange={(_event, text) => {
        onChange(text);
      }}
    />
  );
}

/** A text, a number, or true or false. */
function FixedParameter({ label, value, onChange }: ParameterProps<FixedValue>) {
  const { t } = useTranslation();
  const type = typeof value;
  return (
    <Flex spaceItems={{ default: 'spaceItemsSm' }} flexWrap={{ default: 'nowrap' }}>
      <FlexItem>
        <WordSelect
          label={t('mapping.valueTypeOf', { what: label })}
          value={type}
          options={['string', 'number', 'boolean']}
          onChange={(word) => {
            onChange(asType(value, word));
          }}
        />
      </FlexItem>
      <FlexItem grow={{ default: 'grow' }}>
        {type === 'boolean' ? (
          <WordSelect
            {...{ label }}
            value={String(value)}
            options={['true', 'false']}
            onChange={(word) => {
              onChange(word === 'true');
            }}
          />
        ) : (
          <TextInput
            aria-label={label}
            type={type === 'number' ? 'number' : 'text'}
            value={value as string | number}
            autoComplete="off"
            onChange={(_event, text) => {
              onChange(asType(text, type));
            }}
          />
        )}
      </FlexItem>
    </Flex>
  );
}

type Table = Readonly<Record<string, string>>;

/** A line of a table that may still be incomplete. */
type TableLine = readonly [scim: string, keycloak: string];

const complete = (lines: readonly TableLine[]): Table =>
  Object.fromEntries(lines.filter(([scim]) => scim !== ''));

/** The values that a table replaces, a line for each. */
function TableParameter({ label, value, onChange }: ParameterProps<Table>) {
  const { t } = useTranslation();
  // Lines that are still empty are no part of the table.
  const [lines, setLines] = useState<readonly TableLine[]>(() => Object.entries(value));
  const change = (next: readonly TableLine[]): void => {
    setLines(next);
    onChange(complete(next));
  };
  const isSame = JSON.stringify(complete(lines)) === JSON.stringify(value);
  if (!isSame) setLines(Object.entries(value));
  const shown: readonly TableLine[] = lines.length === 0 ? [['', '']] : lines;
  return (
    <>
      {shown.map(([scim, keycloak], at) => (
        <Flex key={at} spaceItems={{ default: 'spaceItemsSm' }} flexWrap={{ default: 'nowrap' }}>
          {([scim, keycloak] as const).map((text, side) => (
            <FlexItem key={side} grow={{ default: 'grow' }}>
              <TextInput
                aria-label={`${label} ${t('form.numbered', { label: t(side === 0 ? 'mapping.table.scim' : 'mapping.table.keycloak'), number: at + 1 })}`}
                placeholder={t(side === 0 ? 'mapping.table.scim' : 'mapping.table.keycloak')}
                value={text}
                autoComplete="off"
                onChange={(_event, typed) => {
                  const line: TableLine = side === 0 ? [typed, keycloak] : [scim, typed];
                  change(shown.map((other, i) => (i === at ? line : other)));
                }}
              />
            </FlexItem>
          ))}
          <Button
            variant="plain"
            icon={<MinusCircleIcon />}
            aria-label={t('form.remove', { what: scim === '' ? label : scim })}
            onClick={() => {
              change(shown.filter((_line, i) => i !== at));
            }}
          />
        </Flex>
      ))}
      <Button
        variant="link"
        isInline
        icon={<PlusCircleIcon />}
        aria-label={t('form.addTo', { what: label })}
        onClick={() => {
          setLines([...shown, ['', '']]);
        }}
      >
        {t('form.add')}
      </Button>
    </>
  );
}

/** The parameter of a transform; nothing where it has none, or one that is not known here. */
export function TransformParameter({
  label,
  transform,
  onChange,
}: {
  readonly label: string;
  readonly transform: Transform;
  readonly onChange: (transform: Transform) => void;
}) {
  const name = nameOf(transform);
  const value = parameterOf(transform);
  const change = (parameter: unknown): void => {
    onChange({ [name]: parameter } as unknown as Transform);
  };
  switch (name) {
    case 'case':
      return (
        <WordSelect {...{ label }} value={String(value)} options={['lower', 'upper']} onChange={change} />
      );
    case 'join':
    case 'split':
      return <TextParameter {...{ label }} value={String(value)} onChange={change} />;
    case 'table':
      return <TableParameter {...{ label }} value={value as Table} onChange={change} />;
    case 'constant':
    case 'default':
      return <FixedParameter {...{ label }} value={value as FixedValue} onChange={change} />;
    default:
      return null;
  }
}
