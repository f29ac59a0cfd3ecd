import { Content } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { LiveLight } from './LiveLight.tsx';
import type { StepProps } from './stepProps.ts';

/** Waits for the connection test of the provider. */
export function LiveStep({ instructions: { title, scimUrl }, credential, state: { since } }: StepProps) {
  const { t } = useTranslation();
  return (
    <>
      <Content component="p">{t('connect.test.text', { provider: title })}</Content>
      <LiveLight provider={title} credential={credential} since={since} scimUrl={scimUrl} />
    </>
  );
}
