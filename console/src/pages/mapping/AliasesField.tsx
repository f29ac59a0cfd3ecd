import {
  Button,
  Flex,
  FlexItem,
  FormSelect,
  FormSelectOption,
  Stack,
  StackItem,
  TextInput,
} from '@patternfly/react-core';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idOf, RuleField } from '../../configuration/fields/RuleField.tsx';
import { useRules } from '../../configuration/rules.ts';
import { aliasOf, nameOfAlias, namedAliases, transformOfAlias, type Alias } from './aliases.ts';
import { TRANSFORM_NAMES } from './mappingSchema.ts';
import { TransformParameter } from './TransformParameter.tsx';
import { nameOf, newTransform } from './transforms.ts';

const PATH = 'aliases';

function AliasLine({
  alias,
  number,
  isWrong,
  onChange,
  onRemove,
}: {
  readonly alias: Alias;
  readonly number: number;
  readonly isWrong: boolean;
  readonly onChange: (alias: Alias) => void;
  /** Absent where there is nothing to remove. */
  readonly onRemove: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const name = nameOfAlias(alias);
  const transform = transformOfAlias(alias);
  const label = t('form.numbered', { label: t('mapping.aliases'), number });
  return (
    <>
      <Flex spaceItems={{ default: 'spaceItemsSm' }}>
        <FlexItem grow={{ default: 'grow' }}>
          <TextInput
            {...(number === 1 ? { id: idOf(PATH) } : {})}
            aria-label={label}
            value={name}
            autoComplete="off"
            validated={isWrong ? 'error' : 'default'}
            onChange={(_event, text) => {
              onChange(aliasOf(text, transform));
            }}
          />
        </FlexItem>
        <FlexItem>
          <FormSelect
            aria-label={t('mapping.changeOfAlias', { what: label })}
            value={transform === undefined ? '' : nameOf(transform)}
            onChange={(_event, chosen) => {
              onChange(aliasOf(name, chosen === '' ? undefined : newTransform(chosen)));
            }}
          >
            <FormSelectOption value="" label={t('mapping.asSent')} />
            {TRANSFORM_NAMES.map((known) => (
              <FormSelectOption key={known} value={known} label={t(`mapping.transform.${known}`)} />
            ))}
          </FormSelect>
        </FlexItem>
        <FlexItem>
          <Button
            variant="plain"
            icon={<MinusCircleIcon />}
            aria-label={t('form.remove', { what: name === '' ? label : name })}
            isDisabled={onRemove === undefined}
            onClick={onRemove}
          />
        </FlexItem>
      </Flex>
      {transform !== undefined && (
        <div className="scim-parameter">
          <TransformParameter
            label={t('mapping.changeOfAlias', { what: label })}
            transform={transform}
            onChange={(changed) => {
              onChange(aliasOf(name, changed));
            }}
          />
        </div>
      )}
    </>
  );
}

/** Other names of an attribute, each with the change that makes its value that of the attribute. */
export function AliasesField() {
  const { t } = useTranslation();
  const { valueAt, replace, mistakesOf } = useRules();
  const value = namedAliases(valueAt(PATH));
  // Lines without a name are no part of the row.
  const [lines, setLines] = useState<readonly Alias[]>(value);
  if (JSON.stringify(namedAliases(lines)) !== JSON.stringify(value)) setLines(value);
  const shown = lines.length === 0 ? [''] : lines;
  const change = (next: readonly Alias[]): void => {
    const named = namedAliases(next);
    setLines(next);
    replace(PATH, named.length === 0 ? undefined : named);
  };
  return (
    <RuleField path={PATH} role="group">
      <Stack hasGutter>
        {shown.map((alias, at) => (
          <StackItem key={at}>
            <AliasLine
              {...{ alias }}
              number={at + 1}
              isWrong={
                mistakesOf(`${PATH}.${namedAliases(shown.slice(0, at)).length}`, { below: true }).length > 0
              }
              onChange={(changed) => {
                change(shown.map((other, i) => (i === at ? changed : other)));
              }}
              onRemove={
                lines.length === 0
                  ? undefined
                  : () => {
                      change(shown.filter((_other, i) => i !== at));
                    }
              }
            />
          </StackItem>
        ))}
        <StackItem>
          <Button
            variant="link"
            isInline
            icon={<PlusCircleIcon />}
            aria-label={t('form.addTo', { what: t('mapping.aliases') })}
            onClick={() => {
              setLines([...shown, '']);
            }}
          >
            {t('form.add')}
          </Button>
        </StackItem>
      </Stack>
    </RuleField>
  );
}
