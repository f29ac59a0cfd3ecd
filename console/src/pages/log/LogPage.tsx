import { Flex, FlexItem, Switch } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Alert } from '../../patternfly/Alert.tsx';
import { Light } from '../../components/Light.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { filterOf } from './filter.ts';
import { LogFilters } from './LogFilters.tsx';
import { LogList } from './LogList.tsx';
import { useFollowing, useLog } from './useLog.ts';

/** The provisioning log: what came from identity providers and administrators, and what became of it. */
export function Page() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const isFollowing = search.get('follow') === 'on';
  const log = useLog(filter);
  const { state, error } = useFollowing(
    filter,
    isFollowing && log.query.data !== undefined && !log.query.isPlaceholderData,
  );
  const follow = (isOn: boolean): void => {
    const changed = new URLSearchParams(search);
    if (isOn) changed.set('follow', 'on');
    else changed.delete('follow');
    setSearch(changed, { replace: true });
  };
  const actions = (
    <Flex alignItems={{ default: 'alignItemsCenter' }}>
      {isFollowing && error === null && (
        <FlexItem>
          <Light color={state === 'connecting' ? 'off' : 'green'}>{t(`log.follow.${state}`)}</Light>
        </FlexItem>
      )}
      <FlexItem>
        <Switch
          id="log-follow"
          label={t('log.follow')}
          isChecked={isFollowing}
          onChange={(_event, isOn) => {
            follow(isOn);
          }}
        />
      </FlexItem>
      <FlexItem>
        <ExportMenu entries={log.entries} />
      </FlexItem>
    </Flex>
  );
  return (
    <PageFrame name="log" actions={actions}>
      <LogFilters filter={filter} />
      {isFollowing && error !== null && (
        <ProblemAlert error={error}>
          <p>{t('log.follow.ended')}</p>
        </ProblemAlert>
      )}
      {log.query.isRefetchError && <Alert variant="warning" isInline isLiveRegion title={t('log.stale')} />}
      <LogList log={log} filter={filter} isFollowing={isFollowing} />
    </PageFrame>
  );
}
