import {
  ActionList,
  ActionListItem,
  Button,
  Card,
  CardBody,
  CardTitle,
  Checkbox,
  Flex,
  Form,
  FormGroup,
  List,
  ListItem,
  TextArea,
  TextInput,
} from '@patternfly/react-core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Alert } from '../../patternfly/Alert.tsx';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { LabelHelp } from '../../configuration/fields/RuleField.tsx';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { formatNumber } from '../../i18n/format.ts';
import { CycleTable } from './CycleTable.tsx';
import { useFirstCycle } from './useFirstCycle.ts';
import { readUserList, type ListMistake } from './userList.ts';

/** The largest file that is read, in bytes. */
const MAX_BYTES = 20_000_000;

/** Mistakes that are shown one by one. */
const MISTAKES_SHOWN = 10;

const MATCH_ATTRIBUTES = ['externalId', 'userName', 'email'] as const;

function ListMistakes({ mistakes }: { readonly mistakes: readonly ListMistake[] }) {
  const { t } = useTranslation();
  if (mistakes.length === 0) return null;
  return (
    <Alert
      variant="warning"
      isInline
      isLiveRegion
      title={t('sources.cycle.mistakes', { number: mistakes.length })}
    >
      <List isPlain>
        {mistakes.slice(0, MISTAKES_SHOWN).map(({ code, line, detail }) => (
          <ListItem key={line}>{t(`sources.cycle.mistake.${code}`, { line, detail })}</ListItem>
        ))}
      </List>
    </Alert>
  );
}

/** Takes the list of users from a file or from the clipboard. */
function ListInput({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size <= MAX_BYTES) onChange(await file.text());
  }
  const label = t('sources.cycle.list');
  return (
    <FormGroup
      label={label}
      labelHelp={<LabelHelp label={label}>{t('sources.cycle.list.help')}</LabelHelp>}
      fieldId={id}
    >
      <TextArea
        id={id}
        className="scim-code"
        value={text}
        rows={6}
        resizeOrientation="vertical"
        spellCheck={false}
        placeholder={'userName,email,externalId\nann,ann@example.com,17'}
        onChange={(_event, typed) => {
          onChange(typed);
        }}
      />
      <Button variant="link" isInline onClick={() => input.current?.click()}>
        {t('sources.cycle.file')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.json,.jsonl,.ndjson,.txt,text/csv,application/json"
        hidden
        aria-label={t('sources.cycle.file')}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {isTooLarge && (
        <Alert variant="warning" isInline isLiveRegion title={t('sources.cycle.fileTooLarge')} />
      )}
    </FormGroup>
  );
}

/** Chooses the attributes by which the provider looks for users. */
function MatchBy({
  matchBy,
  onChange,
}: {
  readonly matchBy: readonly string[];
  readonly onChange: (matchBy: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const label = t('sources.cycle.matchBy');
  return (
    <FormGroup
      role="group"
      fieldId={id}
      label={label}
      labelHelp={<LabelHelp label={label}>{t('sources.cycle.matchBy.help')}</LabelHelp>}
    >
      <Flex>
        {MATCH_ATTRIBUTES.map((name) => (
          <Checkbox
            key={name}
            id={`${id}-${name}`}
            label={t(`sources.cycle.by.${name}`)}
            isChecked={matchBy.includes(name)}
            onChange={(_event, isChosen) => {
              onChange(isChosen ? [...matchBy, name] : matchBy.filter((other) => other !== name));
            }}
          />
        ))}
      </Flex>
    </FormGroup>
  );
}

/** Takes the identity source of the credential with which the provider sends its users. */
function SourceInput({
  source,
  onChange,
}: {
  readonly source: string;
  readonly onChange: (source: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const label = t('sources.cycle.source');
  return (
    <FormGroup
      fieldId={id}
      label={label}
      labelHelp={<LabelHelp label={label}>{t('sources.cycle.source.help')}</LabelHelp>}
    >
      <TextInput
        id={id}
        value={source}
        placeholder="scim"
        onChange={(_event, typed) => {
          onChange(typed.trim());
        }}
      />
    </FormGroup>
  );
}

/** Tells what a provider's first full cycle would do with its users; nothing is written. */
export function FirstCycle({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [matchBy, setMatchBy] = useState<readonly string[]>(['externalId', 'userName']);
  const [source, setSource] = useState('');
  const hasSources = editing.draft?.config.ownership === 'own';
  const { asking, done } = useFirstCycle(editing);
  const { users, mistakes } = readUserList(text);
  const card = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === '#first-cycle') card.current?.scrollIntoView();
  }, [hash]);
  return (
    <Card ref={card}>
      <CardTitle component="h2">{t('sources.cycle')}</CardTitle>
      <CardBody>
        <p>{t('sources.cycle.intro')}</p>
        <Form
          className="scim-fields"
          onSubmit={(event) => {
            event.preventDefault();
            if (users.length > 0) asking.mutate({ users, matchBy, source: hasSources ? source : '' });
          }}
        >
          <ListInput {...{ text }} onChange={setText} />
          <ListMistakes mistakes={mistakes} />
          <MatchBy {...{ matchBy }} onChange={setMatchBy} />
          {hasSources && <SourceInput {...{ source }} onChange={setSource} />}
          {editing.isChanged && (
            <Alert variant="info" isInline isPlain title={t('sources.cycle.withUnsaved')} />
          )}
          <ActionList>
            <ActionListItem>
              <GuardedButton
                right="view-users"
                variant="secondary"
                type="submit"
                isDisabled={users.length === 0 || asking.isPending}
                isLoading={asking.isPending}
              >
                {t('sources.cycle.explain', { number: formatNumber(users.length) })}
              </GuardedButton>
            </ActionListItem>
            <ActionListItem>
              <span role="status">
                {asking.isPending
                  ? t('sources.cycle.progress', { done: formatNumber(done), all: formatNumber(users.length) })
                  : ''}
              </span>
            </ActionListItem>
          </ActionList>
        </Form>
        {asking.error !== null && <ProblemAlert error={asking.error} />}
        {asking.data !== undefined && <CycleTable users={asking.data} />}
      </CardBody>
    </Card>
  );
}
