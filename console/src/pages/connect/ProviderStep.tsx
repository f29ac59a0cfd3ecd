import { Content, Form, FormGroup, Radio } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { PROVIDERS } from './providers.ts';
import type { FirstStepProps } from './stepProps.ts';

/** Asks for the identity provider. */
export function ProviderStep({ state, change }: FirstStepProps) {
  const { t } = useTranslation();
  return (
    <>
      <Content component="p">{t('connect.provider.text')}</Content>
      <Form>
        <FormGroup role="radiogroup" isStack label={t('connect.provider')}>
          {PROVIDERS.map(({ name, title }) => (
            <Radio
              key={name}
              id={`provider-${name}`}
              name="provider"
              label={name === 'other' ? t('connect.provider.other') : title}
              isChecked={state.provider === name}
              onChange={() => {
                // Another provider has other methods, and needs a token of its own.
                change({ provider: name, variant: '', method: '', token: '' });
              }}
            />
          ))}
        </FormGroup>
      </Form>
    </>
  );
}
