import { Toolbar, ToolbarContent, ToolbarFilter, ToolbarToggleGroup } from '@patternfly/react-core';
import FilterIcon from '@patternfly/react-icons/dist/esm/icons/filter-icon';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../api/hooks.ts';
import { Choice, Typed } from '../../components/filters.tsx';
import { CONDITIONS, KINDS, PERIODS, RESULTS, withCondition, type Condition, type Filter } from './filter.ts';

/** The words for the value of each condition, as options and as chip. */
function useWords(): (condition: Condition, value: string) => string {
  const { t } = useTranslation();
  const status = useRead('GET /');
  const uses = status.data?.body.credentials.uses ?? [];
  return (condition, value) => {
    if (condition === 'credential') return uses.find(({ id }) => id === value)?.label ?? value;
    return condition === 'name' || condition === 'request' ? value : t(`log.${condition}.${value}`);
  };
}

/** What entries are shown: conditions that are chosen or typed, and stand in the address. */
export function LogFilters({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const status = useRead('GET /');
  const words = useWords();
  const set = (condition: Condition, value?: string): void => {
    setSearch(withCondition(search, condition, value), { replace: true });
  };
  const clear = (): void => {
    setSearch(CONDITIONS.reduce((rest, condition) => withCondition(rest, condition, undefined), search));
  };
  const choices: Readonly<Partial<Record<Condition, readonly string[]>>> = {
    period: Object.keys(PERIODS),
    result: RESULTS,
    kind: KINDS,
    credential: (status.data?.body.credentials.uses ?? []).map(({ id }) => id),
  };
  const controlOf = (condition: Condition): ReactNode => {
    const label = t(`log.${condition}`);
    const options = choices[condition];
    if (options === undefined) {
      return (
        <Typed
          label={label}
          onSearch={(value) => {
            set(condition, value);
          }}
        />
      );
    }
    return (
      <Choice
        label={label}
        value={filter[condition] ?? ''}
        options={options.map((value) => [value, words(condition, value)])}
        onChange={(value) => {
          set(condition, value);
        }}
      />
    );
  };
  return (
    <Toolbar
      clearAllFilters={clear}
      clearFiltersButtonText={t('log.clearAll')}
      inset={{ default: 'insetNone' }}
    >
      <ToolbarContent>
        <ToolbarToggleGroup toggleIcon={<FilterIcon />} breakpoint="xl">
          {CONDITIONS.map((condition) => {
            const value = filter[condition];
            return (
              <ToolbarFilter
                key={condition}
                categoryName={t(`log.${condition}`)}
                labels={value === undefined ? [] : [words(condition, value)]}
                deleteLabel={() => {
                  set(condition);
                }}
              >
                {controlOf(condition)}
              </ToolbarFilter>
            );
          })}
        </ToolbarToggleGroup>
      </ToolbarContent>
    </Toolbar>
  );
}
