import { Flex, FlexItem, Label, LabelGroup } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import type { TokenSummary } from '../../../../bridge/admin/contract.ts';
import { useMay } from '../../api/caller.ts';
import { useRead } from '../../api/hooks.ts';
import { GuardedButton } from '../../components/GuardedButton.tsx';
import { Light, type LightColor } from '../../components/Light.tsx';
import { formatAgo, formatDate, formatTime } from '../../i18n/format.ts';
import { hintsOf, isUsable, makersOf } from './tokenHints.ts';

/** How each state of a token shows. */
const COLORS: Readonly<Record<string, LightColor>> = { active: 'green', 'in grace': 'amber' };

/** Maximum entries of the log that are searched for those who made the tokens. */
const SEARCHED = '500';

/** Who made each token; nothing is known to those who may not see the log. */
function useMakers(): ReadonlyMap<string, string> {
  const maySeeLog = useMay('view-events');
  const { data } = useRead(
    'GET /journal',
    { query: { kind: 'audit', failed: 'false', limit: SEARCHED } },
    { enabled: maySeeLog },
  );
  return makersOf(data?.body.entries ?? []);
}

/** The label of a token, and below it its scope and what an operator should know of it. */
function Name({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation();
  const hints = hintsOf(token);
  return (
    <>
      <strong>{token.label}</strong>
      {(token.readOnly || hints.length > 0) && (
        <div>
          <LabelGroup aria-label={t('tokens.hints', { label: token.label })} numLabels={5}>
            {[
              ...(token.readOnly ? [<Label key="readOnly">{t('token.readOnly')}</Label>] : []),
              ...hints.map((hint) => (
                <Label key={hint} status="warning" variant="outline">
                  {t(`tokens.hint.${hint}`)}
                </Label>
              )),
            ]}
          </LabelGroup>
        </div>
      )}
    </>
  );
}

/** The state of a token, and when it ends if it is in its grace period. */
function State({ token: { status, revoked } }: { readonly token: TokenSummary }) {
  const { t } = useTranslation();
  const until = status === 'in grace' && revoked !== undefined ? formatTime(revoked) : '';
  // On a narrow screen the cell is a grid, which would stretch the light.
  return (
    <div>
      <Light color={COLORS[status] ?? 'off'}>{t(`tokens.state.${status}`, { until })}</Light>
    </div>
  );
}

/** The tokens of the realm, and what can be done to each. */
export function TokenTable({
  tokens,
  onRotate,
  onRevoke,
}: {
  readonly tokens: readonly TokenSummary[];
  readonly onRotate: (token: TokenSummary) => void;
  readonly onRevoke: (token: TokenSummary) => void;
}) {
  const { t } = useTranslation();
  const makers = useMakers();
  const actions = [
    ['rotate', onRotate],
    ['revoke', onRevoke],
  ] as const;
  const columns = ['label', 'state', 'created', 'lastUsed', 'expires', 'source'];
  return (
    <Table aria-label={t('page.tokens')} variant="compact">
      <Thead>
        <Tr>
          {columns.map((column) => (
            <Th key={column}>{t(`tokens.${column}`)}</Th>
          ))}
          <Th screenReaderText={t('tokens.actions')} />
        </Tr>
      </Thead>
      <Tbody>
        {tokens.map((token) => (
          <Tr key={token.id}>
            <Td dataLabel={t('tokens.label')}>
              <Name token={token} />
            </Td>
            <Td dataLabel={t('tokens.state')}>
              <State token={token} />
            </Td>
            <Td dataLabel={t('tokens.created')}>
              {formatDate(token.created)}
              {makers.has(token.id) && <div>{t('tokens.by', { name: makers.get(token.id) })}</div>}
            </Td>
            <Td dataLabel={t('tokens.lastUsed')}>
              {token.lastUsed === undefined ? t('tokens.noUse') : formatAgo(token.lastUsed)}
            </Td>
            <Td dataLabel={t('tokens.expires')}>
              {token.expires === undefined ? t('tokens.never') : formatDate(token.expires)}
            </Td>
            <Td dataLabel={t('tokens.source')}>{token.source ?? 'scim'}</Td>
            <Td dataLabel={t('tokens.actions')}>
              {isUsable(token) && (
                <Flex columnGap={{ default: 'columnGapSm' }} flexWrap={{ default: 'nowrap' }}>
                  {actions.map(([name, onClick]) => (
                    <FlexItem key={name}>
                      <GuardedButton
                        right="manage-clients"
                        variant="secondary"
                        size="sm"
                        isDanger={name === 'revoke'}
                        aria-label={`${t(`tokens.${name}`)} ${token.label}`}
                        onClick={() => {
                          onClick(token);
                        }}
                      >
                        {t(`tokens.${name}`)}
                      </GuardedButton>
                    </FlexItem>
                  ))}
                </Flex>
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
