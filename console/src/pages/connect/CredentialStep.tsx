import { Form, FormGroup, Radio, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { BridgeText } from '../../components/BridgeText.tsx';
import { methodsOf, takesToken } from './connection.ts';
import { EndedToken } from './EndedToken.tsx';
import { MakeAccepted } from './MakeAccepted.tsx';
import { ProfileHint } from './ProfileHint.tsx';
import type { StepProps } from './stepProps.ts';
import { TokenChoice } from './TokenChoice.tsx';

/** Asks how the provider authenticates, and sees to it that the realm accepts that. */
export function CredentialStep(props: StepProps) {
  const { t } = useTranslation();
  const { instructions, variant, method, change, endedToken } = props;
  const methods = methodsOf(variant);
  return (
    <Stack hasGutter>
      <StackItem>
        <ProfileHint {...props} />
      </StackItem>
      {instructions.variants.length > 1 && (
        <StackItem>
          <Form>
            <FormGroup role="radiogroup" isStack label={t('connect.variant')}>
              {instructions.variants.map((one, at) => (
                <Radio
                  key={one.name}
                  id={`variant-${at}`}
                  name="variant"
                  label={<BridgeText texts={one.texts.name} />}
                  isChecked={one === variant}
                  onChange={() => {
                    change({ variant: String(at), method: '' });
                  }}
                />
              ))}
            </FormGroup>
          </Form>
        </StackItem>
      )}
      <StackItem>
        <Form>
          <FormGroup role="radiogroup" isStack label={t('connect.method', { provider: instructions.title })}>
            {methods.map((one, at) => (
              <Radio
                key={one.name}
                id={`method-${at}`}
                name="method"
                label={<BridgeText texts={one.texts.name} />}
                description={t(`connect.credential.${one.credential}`)}
                isChecked={one === method}
                onChange={() => {
                  change({ method: one.name });
                }}
              />
            ))}
          </FormGroup>
        </Form>
      </StackItem>
      {endedToken !== undefined && (
        <StackItem>
          <EndedToken token={endedToken} provider={instructions.title} />
        </StackItem>
      )}
      <StackItem>
        {!method.accepted && <MakeAccepted key={method.name} {...props} />}
        {method.accepted && takesToken(method) && <TokenChoice {...props} />}
      </StackItem>
    </Stack>
  );
}
