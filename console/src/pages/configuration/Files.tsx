import { ActionList, ActionListItem, Button } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdminApi } from '../../api/hooks.ts';
import { download } from '../../export/download.ts';
import { Alert } from '../../patternfly/Alert.tsx';

/** The largest file that is read, in bytes: no configuration is larger. */
const MAX_BYTES = 1_000_000;

/** Takes the text from a file, and puts it into one. */
export function Files({
  text,
  onImport,
}: {
  readonly text: string;
  readonly onImport: (text: string) => void;
}) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const input = useRef<HTMLInputElement>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size <= MAX_BYTES) onImport(await file.text());
  }
  return (
    <>
      <ActionList>
        <ActionListItem>
          <Button variant="secondary" onClick={() => input.current?.click()}>
            {t('configuration.import')}
          </Button>
        </ActionListItem>
        <ActionListItem>
          <Button
            variant="link"
            onClick={() => {
              download(`${realm}-scim.json`, 'application/json', text);
            }}
          >
            {t('configuration.download')}
          </Button>
        </ActionListItem>
      </ActionList>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('configuration.import')}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {isTooLarge && (
        <Alert variant="warning" isInline isLiveRegion title={t('configuration.fileTooLarge')} />
      )}
    </>
  );
}
