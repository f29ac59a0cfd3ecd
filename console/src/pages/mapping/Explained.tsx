import {
  ExpandableSection,
  Label,
  LabelGroup,
  List,
  ListItem,
  Stack,
  StackItem,
  Switch,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { shown } from './tried.ts';

type Request = AdminBodies['POST /explain'];
type Piece = Request['pieces'][number];
type Trace = Piece['rows'][number];
type User = AdminBodies['GET /explain/user'];

/** Shows only what is changed in the mapping, as long as nobody wants to see the rest; everything if none of it is. */
function OnlyChanged<T>({
  all,
  isChanged,
  children,
}: {
  readonly all: readonly T[];
  readonly isChanged: (item: T) => boolean;
  readonly children: (shown: readonly T[]) => ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [showsAll, setShowsAll] = useState(false);
  const changed = all.filter(isChanged);
  if (changed.length === 0) return children(all);
  return (
    <>
      <StackItem>
        <Switch
          id={id}
          label={t('mapping.showAll', { number: all.length })}
          isChecked={showsAll}
          onChange={(_event, isOn) => {
            setShowsAll(isOn);
          }}
        />
      </StackItem>
      {children(showsAll ? all : changed)}
    </>
  );
}

/** A way of an attribute, step by step: SCIM, transforms, Keycloak, back. */
function Way({ trace }: { readonly trace: Trace }) {
  const { t } = useTranslation();
  const { scim, value, transforms, keycloak, back } = trace;
  return (
    <List isPlain>
      <ListItem>
        {t('mapping.step.scim')} <code className="scim-code">{scim}</code> ={' '}
        <code className="scim-code">{shown(value)}</code>
      </ListItem>
      {transforms !== '' && (
        <ListItem>
          {t('mapping.step.transforms')} {transforms}
        </ListItem>
      )}
      {keycloak.length === 0 && <ListItem>{t('mapping.step.nothingStored')}</ListItem>}
      {keycloak.map((stored) => (
        <ListItem key={stored.target}>
          {t('mapping.step.keycloak')} <code className="scim-code">{stored.target}</code> ={' '}
          <code className="scim-code">{shown(stored.value)}</code>
        </ListItem>
      ))}
      <ListItem>
        {t('mapping.step.back')} <code className="scim-code">{shown(back)}</code>
      </ListItem>
    </List>
  );
}

function PieceWay({ piece }: { readonly piece: Piece }) {
  const { t } = useTranslation();
  const { received, value, quirks, rows, notes } = piece;
  const known = useRead('GET /mapping').data?.body.quirks ?? [];
  const meanings = new Map(known.map(({ name, meaning }) => [name, meaning]));
  return (
    <Tr>
      <Td dataLabel={t('mapping.received')} modifier="breakWord">
        <code className="scim-code">{received}</code>
        <br />
        <code className="scim-code">{shown(value)}</code>
        {quirks.length > 0 && (
          <LabelGroup categoryName={t('mapping.readAsMeant')}>
            {quirks.map((quirk) => (
              <Label key={quirk} isCompact>
                {quirk}
              </Label>
            ))}
          </LabelGroup>
        )}
        {quirks.map((quirk) => (
          <div key={quirk}>
            <small lang="en">{meanings.get(quirk)}</small>
          </div>
        ))}
      </Td>
      <Td dataLabel={t('mapping.way')} modifier="breakWord">
        {rows.map((trace) => (
          <Way key={trace.scim} trace={trace} />
        ))}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </Td>
    </Tr>
  );
}

/** An explanation, and the SCIM attributes whose rows are changed and not saved, in lower case. */
interface ExplainedProps<T> {
  readonly explained: T;
  readonly changed: readonly string[];
}

/** What the bridge would do with a request. */
export function ExplainedRequest({ explained, changed }: ExplainedProps<Request>) {
  const { t } = useTranslation();
  const { answer, pieces, calls, notes } = explained;
  return (
    <Stack hasGutter>
      <StackItem>
        <Alert
          variant={answer.status < 400 ? 'success' : 'warning'}
          isInline
          isLiveRegion
          title={t('mapping.answer', { status: answer.status })}
        >
          {[answer.detail, ...notes]
            .filter((sentence) => sentence !== undefined)
            .map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
        </Alert>
      </StackItem>
      <OnlyChanged
        all={pieces}
        isChanged={({ received, rows }) =>
          [received, ...rows.map(({ scim }) => scim)].some((name) => changed.includes(name.toLowerCase()))
        }
      >
        {(shownPieces) =>
          shownPieces.length > 0 && (
            <StackItem>
              <Table aria-label={t('mapping.explained')} variant="compact" gridBreakPoint="grid">
                <Thead>
                  <Tr>
                    <Th width={40}>{t('mapping.received')}</Th>
                    <Th>{t('mapping.way')}</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {shownPieces.map((piece, at) => (
                    <PieceWay key={`${at} ${piece.received}`} piece={piece} />
                  ))}
                </Tbody>
              </Table>
            </StackItem>
          )
        }
      </OnlyChanged>
      {calls.length > 0 && (
        <StackItem>
          <ExpandableSection toggleText={t('mapping.calls', { number: calls.length })}>
            <List>
              {calls.map((call, at) => (
                <ListItem key={`${at} ${call}`}>
                  <code className="scim-code">{call}</code>
                </ListItem>
              ))}
            </List>
          </ExpandableSection>
        </StackItem>
      )}
    </Stack>
  );
}

/** Where the attributes of a user are. */
export function ExplainedUser({ explained, changed }: ExplainedProps<User>) {
  return (
    <Stack hasGutter>
      {explained.hidden !== undefined && (
        <StackItem>
          <Alert variant="warning" isInline title={explained.hidden} />
        </StackItem>
      )}
      <OnlyChanged all={explained.rows} isChanged={({ scim }) => changed.includes(scim.toLowerCase())}>
        {(rows) =>
          rows.map((trace) => (
            <StackItem key={trace.scim}>
              <Way trace={trace} />
            </StackItem>
          ))
        }
      </OnlyChanged>
    </Stack>
  );
}
