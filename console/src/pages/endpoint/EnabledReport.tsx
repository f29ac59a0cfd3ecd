import { ExpandableSection, List, ListItem, Stack } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { EnabledRealm } from '../../../../bridge/admin/contract.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { BridgeText } from '../../components/BridgeText.tsx';
import { FindingAlerts } from '../../components/FindingAlerts.tsx';
import { TokenOnce } from '../../tokens/TokenOnce.tsx';

/** What came of enabling: the first token of the realm, once, the steps that changed something, and what to know. */
export function EnabledReport({
  report: { steps, texts, token },
  onTokenStored,
}: {
  readonly report: EnabledRealm;
  readonly onTokenStored: () => void;
}) {
  const { t } = useTranslation();
  const changed = steps.filter(({ outcome }) => outcome !== 'kept');
  return (
    <Stack hasGutter>
      <Alert variant="success" isInline isLiveRegion title={t('endpoint.saved')}>
        {changed.length > 0 && (
          <ExpandableSection toggleText={t('endpoint.steps', { count: changed.length })}>
            <List>
              {/* The names of most steps are sentences without values, which can be translated. */}
              {changed.map(({ step, outcome, changes = [] }) => (
                <ListItem key={step}>
                  <BridgeText texts={[{ template: step, values: {} }]} />: {t(`endpoint.outcome.${outcome}`)}
                  {changes.length > 0 && ` (${changes.join(', ')})`}
                </ListItem>
              ))}
            </List>
          </ExpandableSection>
        )}
      </Alert>
      {token !== undefined && <TokenOnce token={token} onDone={onTokenStored} />}
      <FindingAlerts findings={texts.findings} />
    </Stack>
  );
}
