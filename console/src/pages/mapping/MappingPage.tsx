import { Form, Grid, GridItem, Stack, StackItem, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { SaveBar } from '../../configuration/SaveBar.tsx';
import { useConfiguration } from '../../configuration/useConfiguration.ts';
import { MappingRows } from './MappingRows.tsx';
import type { Kind } from './rows.ts';
import { TryIt } from './TryIt.tsx';

const KINDS = ['user', 'group'] as const;

/** Where Keycloak keeps each SCIM attribute, and what becomes of a request. */
export function Page() {
  const { t } = useTranslation();
  const editing = useConfiguration();
  const mapping = useRead('GET /mapping');
  const [kind, setKind] = useState<Kind>('user');
  return (
    <PageFrame name="mapping">
      <Grid hasGutter>
        <GridItem xl={7}>
          <Stack hasGutter>
            <StackItem>
              {' '}
              <Form
                onSubmit={(event) => {
                  event.preventDefault();
                }}
              >
                <SaveBar editing={editing} />
              </Form>
            </StackItem>
            <StackItem>
              {' '}
              <Loaded query={mapping}>
                {({ body }) => (
                  <MappingRows key={kind} {...{ kind, editing }} mapped={body[kind]}>
                    <ToggleGroup aria-label={t('mapping.of')}>
                      {KINDS.map((name) => (
                        <ToggleGroupItem
                          key={name}
                          buttonId={`mapping-${name}`}
                          text={t(`mapping.of.${name}`)}
                          isSelected={name === kind}
                          onChange={() => {
                            setKind(name);
                          }}
                        />
                      ))}
                    </ToggleGroup>
                  </MappingRows>
                )}
              </Loaded>
            </StackItem>
          </Stack>{' '}
        </GridItem>
        <GridItem xl={5}>
          <TryIt editing={editing} />
        </GridItem>
      </Grid>
    </PageFrame>
  );
}
