import {
  Card,
  CardBody,
  CardTitle,
  Stack,
  StackItem,
  ToggleGroup,
  ToggleGroupItem,
} from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminProblem } from '../../api/adminApi.ts';
import { useAdminApi, useRead } from '../../api/hooks.ts';
import { Alert } from '../../patternfly/Alert.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { useSettled } from '../../configuration/useValidation.ts';
import { ExplainedRequest, ExplainedUser } from './Explained.tsx';
import { ownRows, shownRows } from './rows.ts';
import { sampleOf } from './sample.ts';
import { bodyOf, type Tried } from './tried.ts';
import { RequestForm, UserForm } from './TryForms.tsx';

/** What the bridge would do, with the mapping as it was typed. */
function useExplanation(tried: Tried | undefined, { draft }: Editing) {
  const api = useAdminApi();
  const { profile, config } = useSettled(draft) ?? {};
  const mapping = config?.mapping ?? {};
  return useQuery({
    queryKey: [api.realm, 'explain', tried, profile, mapping],
    queryFn: async ({ signal }) => {
      if (tried?.kind === 'user') {
        const { body } = await api.call('POST /explain/user', {
          body: { user: tried.user, profile, mapping },
          signal,
        });
        return { kind: 'user' as const, explained: body };
      }
      const { method = '', target = '', body: text = '' } = tried ?? {};
      const request = { method, target, ...bodyOf(text), profile, mapping };
      const { body } = await api.call('POST /explain', { body: request, signal });
      return { kind: 'request' as const, explained: body };
    },
    enabled: tried !== undefined && profile !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** Explains a request or a user attribute by attribute, and again with every change of the mapping. */
export function TryIt({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Tried['kind']>('request');
  const [tried, setTried] = useState<Tried>();
  const asked = tried?.kind === kind ? tried : undefined;
  const explanation = useExplanation(asked, editing);
  const hasMistakes =
    explanation.error instanceof AdminProblem && explanation.error.code === 'invalidConfiguration';
  const { draft, current } = editing;
  const rows = shownRows(
    useRead('GET /mapping').data?.body.user ?? [],
    ownRows(current?.config.mapping, 'user'),
    ownRows(draft?.config.mapping, 'user'),
  );
  const form = { onTry: setTried, isBusy: explanation.isFetching };
  const changed = rows.filter(({ isEdited }) => isEdited).map(({ scim }) => scim.toLowerCase());
  return (
    <Card>
      <CardTitle component="h2">{t('mapping.try')}</CardTitle>
      <CardBody>
        <Stack hasGutter>
          <StackItem>
            <ToggleGroup aria-label={t('mapping.tryOn')}>
              {(['request', 'user'] as const).map((name) => (
                <ToggleGroupItem
                  key={name}
                  buttonId={`try-${name}`}
                  text={t(`mapping.tryOn.${name}`)}
                  isSelected={name === kind}
                  onChange={() => {
                    setKind(name);
                  }}
                />
              ))}
            </ToggleGroup>
          </StackItem>
          <StackItem>
            {kind === 'request' ? (
              <RequestForm {...form} sample={sampleOf(rows.flatMap(({ row }) => row ?? []))} />
            ) : (
              <UserForm {...form} />
            )}
          </StackItem>
          {asked !== undefined && editing.isChanged && (
            <StackItem>
              <Alert variant="info" isInline isPlain title={t('mapping.withUnsaved')} />
            </StackItem>
          )}
          {asked !== undefined && (
            <StackItem>
              {hasMistakes ? (
                <Alert variant="warning" isInline isLiveRegion title={t('mapping.hasMistakes')} />
              ) : (
                <Loaded query={explanation}>
                  {(result) =>
                    result.kind === 'user' ? (
                      <ExplainedUser explained={result.explained} {...{ changed }} />
                    ) : (
                      <ExplainedRequest explained={result.explained} {...{ changed }} />
                    )
                  }
                </Loaded>
              )}
            </StackItem>
          )}
        </Stack>
      </CardBody>
    </Card>
  );
}
