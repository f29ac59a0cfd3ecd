import {
  Button,
  DrawerActions,
  DrawerCloseButton,
  DrawerHead,
  DrawerPanelBody,
  DrawerPanelContent,
  List,
  ListItem,
  Title,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import { sentenceOf } from './sentence.ts';

/** What the log has about a request whose reference somebody was given, in whatever realm it was. */
export function ReferencePanel({
  reference,
  onClose,
  onShow,
}: {
  readonly reference: string;
  readonly onClose: () => void;
  readonly onShow: (entry: JournalEntry) => void;
}) {
  const { t } = useTranslation();
  const found = useRead('GET /references/{id}', { params: { id: reference } }, { enabled: reference !== '' });
  const entries = found.data?.body.entries ?? [];
  const [only, ...others] = entries;
  if (reference === '') return null;
  if (only !== undefined && others.length === 0) return <EntryPanel entry={only} onClose={onClose} />;
  return (
    <DrawerPanelContent widths={{ default: 'width_100', lg: 'width_50' }}>
      <DrawerHead>
        <Title headingLevel="h2">{t('log.referenceOf', { reference })}</Title>
        <DrawerActions>
          <DrawerCloseButton onClick={onClose} aria-label={t('action.close')} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>
        <Loaded query={found}>
          {() =>
            entries.length === 0 ? (
              <p>{t('log.referenceUnknown')}</p>
            ) : (
              <List isPlain>
                {entries.map((entry) => (
                  <ListItem key={entry.id}>
                    <Button
                      variant="link"
                      isInline
                      onClick={() => {
                        onShow(entry);
                      }}
                    >
                      {sentenceOf(entry, t)}
                    </Button>
                  </ListItem>
                ))}
              </List>
            )
          }
        </Loaded>
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
