import { Content, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { LiveLight } from './LiveLight.tsx';
import { ProviderSteps } from './ProviderSteps.tsx';
import type { StepProps } from './stepProps.ts';

/** Has one person assigned and provisioned, and shows that they arrive. */
export function AssignStep({ instructions: { title, scimUrl, finalSteps }, credential }: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{t('connect.assign.text', { provider: title })}</Content>
        <ProviderSteps steps={finalSteps} />
      </StackItem>
      <StackItem>
        <LiveLight provider={title} credential={credential} scimUrl={scimUrl} onlyWrites />
      </StackItem>
    </Stack>
  );
}
