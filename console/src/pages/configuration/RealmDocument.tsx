import { ActionList, ActionListItem, Button, Stack, StackItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdminApi, useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { download } from '../../export/download.ts';

function DocumentText({ text, isChanged }: { readonly text: string; readonly isChanged: boolean }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const [isCopied, setCopied] = useState(false);
  return (
    <Stack hasGutter>
      <StackItem>{t('configuration.document.help')}</StackItem>
      {isChanged && (
        <StackItem>
          <Alert variant="info" isInline isPlain title={t('configuration.documentInForce')} />
        </StackItem>
      )}
      <StackItem>
        <ActionList>
          <ActionListItem>
            <Button
              variant="secondary"
              onClick={() => {
                void navigator.clipboard.writeText(text).then(() => {
                  setCopied(true);
                });
              }}
            >
              {t('configuration.copyDocument')}
            </Button>
          </ActionListItem>
          <ActionListItem>
            <Button
              variant="link"
              onClick={() => {
                download(`${realm}.json`, 'application/json', text);
              }}
            >
              {t('configuration.download')}
            </Button>
          </ActionListItem>
        </ActionList>
        <span role="status">{isCopied ? t('action.copied') : ''}</span>
      </StackItem>
      <StackItem>
        <pre className="scim-diff" role="region" aria-label={t('configuration.document')} tabIndex={0}>
          {text}
        </pre>
      </StackItem>
    </Stack>
  );
}

/** The realm as a document that `realm-config` plans and applies. */
export function RealmDocument({ isChanged }: { readonly isChanged: boolean }) {
  const document = useRead('GET /config/document');
  return (
    <Loaded query={document}>
      {({ body }) => <DocumentText text={`${JSON.stringify(body, null, 2)}\n`} isChanged={isChanged} />}
    </Loaded>
  );
}
