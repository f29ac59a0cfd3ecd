import { Button, Content, Flex, FlexItem, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../patternfly/Alert.tsx';
import { BridgeText } from '../../components/BridgeText.tsx';
import { download } from '../../export/download.ts';
import { stepsOf } from './connection.ts';
import { ProviderSteps } from './ProviderSteps.tsx';
import type { StepProps } from './stepProps.ts';

/** The file of a script, and what runs it, by its language. */
const SCRIPTS: Readonly<Record<string, { readonly file: string; readonly runBy: string }>> = {
  powershell: { file: 'provisioning.ps1', runBy: 'PowerShell' },
  az: { file: 'provisioning.sh', runBy: 'Azure CLI' },
  terraform: { file: 'provisioning.tf', runBy: 'Terraform' },
};

/** What to type at the provider, in its own words and order. */
export function ValuesStep({ instructions, variant, method, newToken, setNewToken }: StepProps) {
  const { t } = useTranslation();
  const { title, findings, scripts, texts } = instructions;
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{t('connect.values.text', { provider: title })}</Content>
      </StackItem>
      {/* The step before offers another profile itself. */}
      {findings.map(
        (finding, at) =>
          !finding.includes('--profile') && (
            <StackItem key={finding}>
              <Alert variant="warning" isInline title={<BridgeText texts={texts.findings[at] ?? []} />} />
            </StackItem>
          ),
      )}
      <StackItem>
        <ProviderSteps
          steps={stepsOf(variant, method)}
          newToken={newToken}
          onTokenStored={() => {
            setNewToken(undefined);
          }}
        />
      </StackItem>
      {scripts.length > 0 && (
        <StackItem>
          <Content component="p">{t('connect.scripts.text')}</Content>
          <Flex>
            {scripts.map(({ language, text }) => (
              <FlexItem key={language}>
                <Button
                  variant="secondary"
                  onClick={() => {
                    download(SCRIPTS[language]?.file ?? language, 'text/plain', text);
                  }}
                >
                  {t('connect.scripts.save', { language: SCRIPTS[language]?.runBy ?? language })}
                </Button>
              </FlexItem>
            ))}
          </Flex>
        </StackItem>
      )}
    </Stack>
  );
}
