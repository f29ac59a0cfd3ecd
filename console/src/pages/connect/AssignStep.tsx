import { Content, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { LiveLight } from './LiveLight.tsx';
import { ProviderSteps } from './ProviderSteps.tsx';
import type { StepProps } from './stepProps.ts';

/** Has one person assigned and provisioned, and shows that they arrive. */
export function AssignStep({ instructions, credential, state: { since } }: StepProps) {
  const { t } = useTranslation();
  const { title, scimUrl, finalSteps } = instructions;
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{t('connect.assign.text', { provider: title })}</Content>
        <ProviderSteps steps={finalSteps} />
      </StackItem>
      <StackItem>
        <LiveLight provider={title} credential={credential} since={since} scimUrl={scimUrl} onlyWrites />
      </StackItem>
    </Stack>
  );
}
