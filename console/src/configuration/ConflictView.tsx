import { Button, Content, Flex, FlexItem, Radio } from '@patternfly/react-core';
import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../patternfly/Alert.tsx';
import { ColumnHeads } from '../components/ColumnHeads.tsx';
import { formatTime } from '../i18n/format.ts';
import { merge, type Choices, type Place } from './merge.ts';
import { useLastChange } from './useLastChange.ts';
import type { Conflict } from './useVersioned.ts';

const SIDES = ['theirs', 'mine'] as const;

function Value({ value }: { readonly value: unknown }) {
  const { t } = useTranslation();
  return value === undefined ? (
    <em>{t('conflict.unset')}</em>
  ) : (
    <code className="scim-conflict__value">{JSON.stringify(value, null, 1)}</code>
  );
}

/** Which version is taken at a place: said where only one is new, chosen where both are. */
function Taken({
  place: { changedBy },
  label,
  choice,
  onChoose,
}: {
  readonly place: Place;
  readonly label: string;
  readonly choice: Choices[string];
  readonly onChoose: (side: 'theirs' | 'mine') => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  if (changedBy !== 'both') return t(`conflict.${changedBy}`);
  return (
    <div role="radiogroup" aria-label={t('conflict.choose', { place: label })}>
      {SIDES.map((side) => (
        <Radio
          key={side}
          id={`${id}-${side}`}
          name={id}
          label={t(`conflict.${side}`)}
          isChecked={choice === side}
          onChange={() => {
            onChoose(side);
          }}
        />
      ))}
    </div>
  );
}

function Places({
  places,
  labelOf,
  choices,
  onChoose,
}: {
  readonly places: readonly Place[];
  readonly labelOf: (path: string) => string;
  readonly choices: Choices;
  readonly onChoose: (path: string, side: 'theirs' | 'mine') => void;
}) {
  const { t } = useTranslation();
  const columns = ['place', 'base', 'theirs', 'mine', 'taken'].map((name) => t(`conflict.${name}`));
  const [ofPlace = '', ofBase = '', ofTheirs = '', ofMine = '', ofTaken = ''] = columns;
  return (
    <Table aria-label={t('conflict.places')} variant="compact" gridBreakPoint="grid-lg">
      <ColumnHeads names={columns} modifier="wrap" />
      <Tbody>
        {places.map((place) => (
          <Tr key={place.path}>
            <Td dataLabel={ofPlace}>
              <strong>{labelOf(place.path)}</strong>
            </Td>
            <Td dataLabel={ofBase}>
              <Value value={place.base} />
            </Td>
            <Td dataLabel={ofTheirs}>
              <Value value={place.theirs} />
            </Td>
            <Td dataLabel={ofMine}>
              <Value value={place.mine} />
            </Td>
            <Td dataLabel={ofTaken}>
              <Taken
                place={place}
                label={labelOf(place.path)}
                choice={choices[place.path]}
                onChoose={(side) => {
                  onChoose(place.path, side);
                }}
              />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** The place as documents name it. */
const pathLabel = (path: string): string => path.replace(/^config\./, '');

/** Shows what it was, what somebody else and what the person has changed, and merges both. */
export function ConflictView<T>({
  conflict,
  onRevert,
  isUnreadable = false,
  labelOf = pathLabel,
}: {
  readonly conflict: Conflict<T>;
  readonly onRevert: () => void;
  /** Whether what was typed cannot be read, and so not be merged. */
  readonly isUnreadable?: boolean;
  /** What a place is called. */
  readonly labelOf?: (path: string) => string;
}) {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<Choices>({});
  const last = useLastChange(conflict.since);
  const { merged, places } = merge(conflict, choices);
  const isOpen = places.some(({ path, changedBy }) => changedBy === 'both' && choices[path] === undefined);
  return (
    <Alert variant="warning" isInline isLiveRegion title={t('conflict.title')}>
      <Content component="p">
        {last === undefined
          ? t('conflict.byUnknown')
          : t('conflict.by', { who: last.who, time: formatTime(last.time) })}{' '}
        {t('conflict.help')}
      </Content>
      <Places
        {...{ places, labelOf, choices }}
        onChoose={(path, side) => {
          setChoices((before) => ({ ...before, [path]: side }));
        }}
      />
      {isUnreadable && <Content component="p">{t('conflict.unreadable')}</Content>}
      <Flex className="scim-conflict__actions">
        <FlexItem>
          <Button
            variant="secondary"
            isDisabled={isOpen || isUnreadable}
            onClick={() => {
              conflict.take(merged);
            }}
          >
            {t('conflict.takeBoth')}
          </Button>
        </FlexItem>
        <FlexItem>
          <Button variant="link" onClick={onRevert}>
            {t('configuration.takeTheirs')}
          </Button>
        </FlexItem>
      </Flex>
    </Alert>
  );
}
