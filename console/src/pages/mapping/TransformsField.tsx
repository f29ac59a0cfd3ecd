import { Flex, FlexItem, FormSelect, FormSelectOption, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { idOf, RuleField } from '../../configuration/fields/RuleField.tsx';
import { useRules } from '../../configuration/rules.ts';
import { TRANSFORM_NAMES } from './mappingSchema.ts';
import { OrderButtons } from './OrderButtons.tsx';
import { TransformParameter } from './TransformParameter.tsx';
import { nameOf, newTransform, type Transform } from './transforms.ts';

const PATH = 'transforms';

/** Changes of a value on its way to Keycloak, in their order. */
export function TransformsField() {
  const { t } = useTranslation();
  const { valueAt, replace, mistakesOf } = useRules();
  const value = valueAt(PATH);
  const transforms = Array.isArray(value) ? (value as readonly Transform[]) : [];
  const change = (next: readonly Transform[]): void => {
    replace(PATH, next.length === 0 ? undefined : next);
  };
  return (
    <RuleField path={PATH} role="group">
      <Stack hasGutter>
        {transforms.map((transform, at) => {
          const name = nameOf(transform);
          const label = t('form.numbered', { label: t(`mapping.transform.${name}`), number: at + 1 });
          const put = (changed: Transform): void => {
            change(transforms.map((other, i) => (i === at ? changed : other)));
          };
          return (
            <StackItem key={`${at} ${name}`}>
              <Flex spaceItems={{ default: 'spaceItemsSm' }} alignItems={{ default: 'alignItemsCenter' }}>
                <FlexItem grow={{ default: 'grow' }}>
                  <FormSelect
                    aria-label={t('form.numbered', { label: t('mapping.transforms'), number: at + 1 })}
                    value={name}
                    validated={mistakesOf(`${PATH}.${at}`, { below: true }).length > 0 ? 'error' : 'default'}
                    onChange={(_event, chosen) => {
                      put(newTransform(chosen));
                    }}
                  >
                    {TRANSFORM_NAMES.map((known) => (
                      <FormSelectOption key={known} value={known} label={t(`mapping.transform.${known}`)} />
                    ))}
                  </FormSelect>
                </FlexItem>
                <FlexItem>
                  <OrderButtons what={label} list={transforms} at={at} onChange={change} />
                </FlexItem>
              </Flex>
              <div className="scim-parameter">
                <TransformParameter {...{ label, transform }} onChange={put} />
              </div>
            </StackItem>
          );
        })}
        <StackItem>
          <FormSelect
            id={idOf(PATH)}
            aria-label={t('form.addTo', { what: t('mapping.transforms') })}
            value=""
            onChange={(_event, chosen) => {
              change([...transforms, newTransform(chosen)]);
            }}
          >
            <FormSelectOption value="" label={t('mapping.addTransform')} isPlaceholder />
            {TRANSFORM_NAMES.map((known) => (
              <FormSelectOption key={known} value={known} label={t(`mapping.transform.${known}`)} />
            ))}
          </FormSelect>
        </StackItem>
      </Stack>
    </RuleField>
  );
}
