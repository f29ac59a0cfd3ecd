import { Button, Stack, Toolbar, ToolbarContent, ToolbarFilter } from '@patternfly/react-core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { AdminProblem } from '../../api/adminApi.ts';
import { useAdminApi } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Choice, Typed } from '../../components/filters.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { toCsv } from '../../export/csv.ts';
import { download } from '../../export/download.ts';
import { filterOf, LIGHTS, rowsOf, type RealmFilter } from './fleet.ts';
import { RealmTable } from './RealmTable.tsx';

/** How often lights are read again. */
const EVERY_MS = 30_000;

function useFleet(filter: RealmFilter) {
  const api = useAdminApi();
  const query = useInfiniteQuery({
    queryKey: ['fleet', filter],
    queryFn: ({ signal, pageParam }) =>
      api.call('GET /fleet', { query: { ...filter, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ body }) => body.next,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
  return { query, realms: (query.data?.pages ?? []).flatMap(({ body }) => body.realms) };
}

/** Which realms are shown; the address keeps it. */
function RealmFilters({ filter }: { readonly filter: RealmFilter }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const set = (name: keyof RealmFilter, value: string): void => {
    const changed = new URLSearchParams(query);
    if (value === '') changed.delete(name);
    else changed.set(name, value);
    setQuery(changed, { replace: true });
  };
  const wordOf = (light: string): string => t(`realms.light.${light}`);
  return (
    <Toolbar
      inset={{ default: 'insetNone' }}
      clearFiltersButtonText={t('realms.clearAll')}
      clearAllFilters={() => {
        setQuery({}, { replace: true });
      }}
    >
      <ToolbarContent>
        <ToolbarFilter
          categoryName={t('realms.search')}
          labels={filter.search === undefined ? [] : [filter.search]}
          deleteLabel={() => {
            set('search', '');
          }}
        >
          <Typed
            label={t('realms.search')}
            onSearch={(value) => {
              set('search', value);
            }}
          />
        </ToolbarFilter>
        <ToolbarFilter
          categoryName={t('realms.light')}
          labels={filter.light === undefined ? [] : [wordOf(filter.light)]}
          deleteLabel={() => {
            set('light', '');
          }}
        >
          <Choice
            label={t('realms.light')}
            value={filter.light ?? ''}
            options={LIGHTS.map((light) => [light, wordOf(light)])}
            onChange={(value) => {
              set('light', value);
            }}
          />
        </ToolbarFilter>
      </ToolbarContent>
    </Toolbar>
  );
}

/** Opens a realm by its name: one without SCIM is in no list. */
function OpenRealm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <div className="scim-narrow">
      <Typed
        label={t('realms.open')}
        onSearch={(realm) => {
          if (realm !== '') void navigate(`/${encodeURIComponent(realm)}/overview`);
        }}
      />
      <p>{t('realms.openHint')}</p>
    </div>
  );
}

/** Every realm with its light. */
function Fleet({
  filter,
  fleet,
}: {
  readonly filter: RealmFilter;
  readonly fleet: ReturnType<typeof useFleet>;
}) {
  const { t } = useTranslation();
  const { query, realms } = fleet;
  const isFiltered = Object.keys(filter).length > 0;
  // An older bridge does not have the route.
  if (query.error instanceof AdminProblem && query.error.code === 'notFound') {
    return <Alert variant="info" isInline title={t('realms.missing')} />;
  }
  return (
    <Loaded query={query}>
      {() => (
        <>
          {realms.length === 0 ? (
            <Empty title={t(isFiltered ? 'realms.noneOfThese' : 'realms.none')}>
              {t(isFiltered ? 'realms.noneOfTheseHint' : 'realms.noneHint')}
            </Empty>
          ) : (
            <RealmTable realms={realms} />
          )}
          {query.hasNextPage && (
            <div>
              <Button
                variant="secondary"
                isLoading={query.isFetchingNextPage}
                isDisabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('realms.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

/** All realms: how each stands, and the way to its pages. */
export function Page() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const filter = filterOf(query);
  const fleet = useFleet(filter);
  const { realms } = fleet;
  return (
    <PageFrame
      name="realms"
      actions={
        <Button
          variant="secondary"
          isDisabled={realms.length === 0}
          onClick={() => {
            download('scim-realms.csv', 'text/csv', toCsv(rowsOf(realms)));
          }}
        >
          {t('realms.export', { count: realms.length })}
        </Button>
      }
    >
      <Stack hasGutter>
        <RealmFilters filter={filter} />
        <Fleet filter={filter} fleet={fleet} />
        <OpenRealm />
      </Stack>
    </PageFrame>
  );
}
