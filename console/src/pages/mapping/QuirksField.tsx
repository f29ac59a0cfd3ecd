import {
  Flex,
  FlexItem,
  FormSelect,
  FormSelectOption,
  Label,
  LabelGroup,
  Stack,
  StackItem,
  Switch,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import { idOf, RuleField } from '../../configuration/fields/RuleField.tsx';
import { useRules } from '../../configuration/rules.ts';
import { OrderButtons } from './OrderButtons.tsx';

const PATH = 'quirks';

type Quirk = AdminBodies['GET /mapping']['quirks'][number];

function OwnQuirks({
  own,
  known,
  onChange,
}: {
  readonly own: readonly string[];
  readonly known: readonly Quirk[];
  readonly onChange: (own: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const others = known.filter(({ name }) => !own.includes(name));
  return (
    <>
      {own.map((name, at) => (
        <StackItem key={name}>
          <Flex flexWrap={{ default: 'nowrap' }} spaceItems={{ default: 'spaceItemsSm' }}>
            <FlexItem grow={{ default: 'grow' }}>
              <code className="scim-code">{name}</code>
              <br />
              <small>{known.find((quirk) => quirk.name === name)?.meaning}</small>
            </FlexItem>
            <OrderButtons what={name} list={own} at={at} {...{ onChange }} />
          </Flex>
        </StackItem>
      ))}
      {others.length > 0 && (
        <StackItem>
          <FormSelect
            id={idOf(PATH)}
            aria-label={t('form.addTo', { what: t('mapping.quirks') })}
            value=""
            onChange={(_event, name) => {
              onChange([...own, name]);
            }}
          >
            <FormSelectOption value="" label={t('mapping.addQuirk')} isPlaceholder />
            {others.map(({ name, meaning }) => (
              <FormSelectOption key={name} value={name} label={`${name}: ${meaning}`} />
            ))}
          </FormSelect>
        </StackItem>
      )}
    </>
  );
}

/** The rewrites of clients' dialects: those of the profile, or a list of the realm's own. */
export function QuirksField({
  inherited,
  known,
}: {
  readonly inherited: readonly string[];
  readonly known: readonly Quirk[];
}) {
  const { t } = useTranslation();
  const { valueAt, replace } = useRules();
  const value = valueAt(PATH);
  const own = Array.isArray(value) ? (value as readonly string[]) : undefined;
  const change = (next: readonly string[] | undefined): void => {
    replace(PATH, next);
  };
  return (
    <RuleField path={PATH} role="group">
      <Stack hasGutter>
        <StackItem>
          <Switch
            id={`${idOf(PATH)}-own`}
            label={t('mapping.quirks.own')}
            isChecked={own !== undefined}
            onChange={(_event, isOn) => {
              change(isOn ? inherited : undefined);
            }}
          />
        </StackItem>
        {own === undefined ? (
          <StackItem>
            <LabelGroup aria-label={t('mapping.quirks')} numLabels={100}>
              {inherited.map((name) => (
                <Label key={name} isCompact>
                  {name}
                </Label>
              ))}
            </LabelGroup>
          </StackItem>
        ) : (
          <OwnQuirks {...{ own, known }} onChange={change} />
        )}
      </Stack>
    </RuleField>
  );
}
