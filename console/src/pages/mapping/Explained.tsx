import {
  Alert,
  ExpandableSection,
  Label,
  LabelGroup,
  List,
  ListItem,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import { shown } from './tried.ts';

type Request = AdminBodies['POST /explain'];
type Piece = Request['pieces'][number];
type Trace = Piece['rows'][number];
type User = AdminBodies['GET /explain/user'];

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

/** What the bridge would do with a request. */
export function ExplainedRequest({ explained }: { readonly explained: Request }) {
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
      {pieces.length > 0 && (
        <StackItem>
          <Table aria-label={t('mapping.explained')} variant="compact" gridBreakPoint="grid">
            <Thead>
              <Tr>
                <Th width={40}>{t('mapping.received')}</Th>
                <Th>{t('mapping.way')}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {pieces.map((piece, at) => (
                <PieceWay key={`${at} ${piece.received}`} piece={piece} />
              ))}
            </Tbody>
          </Table>
        </StackItem>
      )}
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
export function ExplainedUser({ explained }: { readonly explained: User }) {
  return (
    <Stack hasGutter>
      {explained.hidden !== undefined && (
        <StackItem>
          <Alert variant="warning" isInline title={explained.hidden} />
        </StackItem>
      )}
      {explained.rows.map((trace) => (
        <StackItem key={trace.scim}>
          <Way trace={trace} />
        </StackItem>
      ))}
    </Stack>
  );
}
