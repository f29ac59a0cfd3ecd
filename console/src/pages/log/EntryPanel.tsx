import {
  DrawerActions,
  DrawerCloseButton,
  DrawerHead,
  DrawerPanelBody,
  DrawerPanelContent,
  ExpandableSection,
  Flex,
  FlexItem,
  Tab,
  Tabs,
  TabTitleText,
  Title,
} from '@patternfly/react-core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { formatTime } from '../../i18n/format.ts';
import { EntryChanges } from './EntryChanges.tsx';
import { EntryRequest } from './EntryRequest.tsx';
import { EntryRemedy } from './EntryRemedy.tsx';
import { EntrySteps } from './EntrySteps.tsx';
import { ResultLight } from './LogTable.tsx';
import { sentenceOf, whoOf } from './sentence.ts';

/** Characters from which a sentence is folded. */
const LONG = 300;

/** The tabs of an entry, by name. */
const TABS: readonly { readonly name: string; readonly Show: (props: EntryProps) => ReactNode }[] = [
  { name: 'steps', Show: EntrySteps },
  { name: 'changes', Show: EntryChanges },
  { name: 'request', Show: EntryRequest },
  { name: 'remedy', Show: EntryRemedy },
];

/** What each tab is about. */
interface EntryProps {
  readonly entry: JournalEntry;
}

/** Everything that the log has about one request. */
export function EntryPanel({ entry, onClose }: EntryProps & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [tab, setTab] = useState<string | number>('steps');
  const sentence = sentenceOf(entry, t);
  return (
    <DrawerPanelContent
      widths={{ default: 'width_100', lg: 'width_50' }}
      focusTrap={{ enabled: true, 'aria-labelledby': `${id}-title` }}
    >
      <DrawerHead>
        <Title headingLevel="h2" size="lg" id={`${id}-title`}>
          {sentence.length > LONG ? `${sentence.slice(0, LONG)}…` : sentence}
        </Title>
        {sentence.length > LONG && (
          <ExpandableSection toggleTextCollapsed={t('log.more')} toggleTextExpanded={t('log.less')}>
            {sentence}
          </ExpandableSection>
        )}
        <Flex>
          <FlexItem>
            <ResultLight entry={entry} />
          </FlexItem>
          <FlexItem>
            <time dateTime={entry.time}>{formatTime(entry.time)}</time>
          </FlexItem>
          <FlexItem>{whoOf(entry)}</FlexItem>
        </Flex>
        <DrawerActions>
          <DrawerCloseButton onClick={onClose} aria-label={t('action.close')} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>
        <Tabs
          activeKey={tab}
          aria-label={t('log.tabs')}
          onSelect={(_event, key) => {
            setTab(key);
          }}
        >
          {TABS.map(({ name, Show }) => (
            <Tab key={name} eventKey={name} title={<TabTitleText>{t(`log.tab.${name}`)}</TabTitleText>}>
              <div className="scim-tab">
                <Show entry={entry} />
              </div>
            </Tab>
          ))}
        </Tabs>
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
