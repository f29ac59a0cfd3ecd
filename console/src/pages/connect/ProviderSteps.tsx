import { Content, Form, FormGroup, List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { NewToken } from '../../../../bridge/admin/contract.ts';
import { BridgeText } from '../../components/BridgeText.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { SecretOnce } from '../../components/SecretOnce.tsx';
import { ClientSecret } from '../../tokens/ClientSecret.tsx';
import { isCopied, type Variant } from './connection.ts';

/** The token that was created in the wizard, for the field that takes one. */
interface TokenToPaste {
  readonly newToken?: NewToken | undefined;
  readonly onTokenStored?: () => void;
}

/** A field of the provider's form: a text to copy, a secret, or what to choose there. */
function Field({
  field: { name, value, secret, texts },
  newToken,
  onTokenStored = () => undefined,
}: TokenToPaste & { readonly field: Variant['steps'][number]['fields'][number] }) {
  const { t } = useTranslation();
  if (secret === 'clientSecret') return <ClientSecret label={name} />;
  if (secret === undefined && isCopied(value)) return <CopyField label={name} value={value} />;
  if (secret !== undefined && newToken !== undefined) {
    const text = secret === 'bearerToken' ? `Bearer ${newToken.token}` : newToken.token;
    return (
      <div>
        <SecretOnce label={name} secret={text} onDone={onTokenStored} />
        <Content component="small">
          <BridgeText texts={texts.value} />
        </Content>
      </div>
    );
  }
  return (
    <FormGroup role="group" label={name}>
      <BridgeText texts={texts.value} />
      {secret !== undefined && <Content component="small">{t('connect.tokenStored')}</Content>}
    </FormGroup>
  );
}

/** The steps of a provider, each with the fields that are filled in there. */
export function ProviderSteps({ steps, ...token }: TokenToPaste & { readonly steps: Variant['steps'] }) {
  return (
    <List component="ol">
      {steps.map(({ text, fields, texts }) => (
        <ListItem key={text}>
          <BridgeText texts={texts.text} />
          {fields.length > 0 && (
            <Form isWidthLimited className="scim-fields">
              {fields.map((field) => (
                <Field key={field.name} field={field} {...token} />
              ))}
            </Form>
          )}
        </ListItem>
      ))}
    </List>
  );
}
