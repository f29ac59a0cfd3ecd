import { Button, InputGroup, InputGroupItem, Stack, StackItem, TextInput } from '@patternfly/react-core';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRules } from '../rules.ts';
import { filled, placeOf } from './lines.ts';
import { idOf, RuleField, textOf } from './RuleField.tsx';

const textsIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : []).filter((text) => typeof text === 'string');

const isSame = (lines: readonly string[], others: readonly string[]): boolean =>
  JSON.stringify(filled(lines)) === JSON.stringify(filled(others));

function Suggestions({ id, suggestions }: { readonly id: string; readonly suggestions: readonly string[] }) {
  if (suggestions.length === 0) return null;
  return (
    <datalist id={id}>
      {suggestions.map((suggestion) => (
        <option key={suggestion} value={suggestion} />
      ))}
    </datalist>
  );
}

/** A list of texts, a line for each; without any, the member is left out. */
export function ListRule({
  path,
  suggestions = [],
}: {
  readonly path: string;
  /** What the browser offers while somebody types. */
  readonly suggestions?: readonly string[];
}) {
  const { t } = useTranslation();
  const { page, valueAt, replace, mistakesOf } = useRules();
  const value = textsIn(valueAt(path));
  // Lines that are still empty are no part of the rule.
  const [lines, setLines] = useState(value);
  const [isAdding, setAdding] = useState(false);
  if (!isSame(lines, value)) setLines(value);
  const shown = lines.length === 0 ? [''] : lines;
  const label = t(textOf(page, path));
  function change(next: readonly string[]): void {
    const texts = filled(next);
    setLines(next);
    replace(path, texts.length === 0 ? undefined : texts);
  }
  return (
    <RuleField path={path} role="group">
      <Stack hasGutter>
        {shown.map((line, at) => (
          <StackItem key={at}>
            <InputGroup>
              <InputGroupItem isFill>
                <TextInput
                  id={at === 0 ? idOf(path) : `${idOf(path)}-${at}`}
                  aria-label={t('form.numbered', { label, number: at + 1 })}
                  {...(suggestions.length === 0 ? {} : { list: `${idOf(path)}-suggestions` })}
                  value={line}
                  autoComplete="off"
                  autoFocus={isAdding && at === shown.length - 1}
                  validated={mistakesOf(`${path}.${placeOf(shown, at)}`).length > 0 ? 'error' : 'default'}
                  onChange={(_event, text) => {
                    change(shown.map((other, i) => (i === at ? text : other)));
                  }}
                />
              </InputGroupItem>
              <InputGroupItem>
                <Button
                  variant="plain"
                  icon={<MinusCircleIcon />}
                  aria-label={t('form.remove', { what: line === '' ? label : line })}
                  isDisabled={shown.length === 1 && line === ''}
                  onClick={() => {
                    change(shown.filter((_other, i) => i !== at));
                  }}
                />
              </InputGroupItem>
            </InputGroup>
          </StackItem>
        ))}
        {shown.at(-1) !== '' && (
          <StackItem>
            <Button
              variant="link"
              icon={<PlusCircleIcon />}
              aria-label={t('form.addTo', { what: label })}
              onClick={() => {
                setAdding(true);
                setLines([...shown, '']);
              }}
            >
              {t('form.add')}
            </Button>
          </StackItem>
        )}
      </Stack>
      <Suggestions id={`${idOf(path)}-suggestions`} suggestions={suggestions} />
    </RuleField>
  );
}
