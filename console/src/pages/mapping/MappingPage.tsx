import { Form, Grid, GridItem, Stack, StackItem, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import { SaveBar } from '../../configuration/SaveBar.tsx';
import { useConfiguration } from '../../configuration/useConfiguration.ts';
import { DocumentForm } from './DocumentForm.tsx';
import { MappingRows } from './MappingRows.tsx';
import { TryIt } from './TryIt.tsx';

/** The parts of a mapping: rows by resource type, and what it says besides. */
const PARTS = ['user', 'group', 'document'] as const;

type Part = (typeof PARTS)[number];

function PartChoice({ part, onChoose }: { readonly part: Part; readonly onChoose: (part: Part) => void }) {
  const { t } = useTranslation();
  return (
    <ToggleGroup aria-label={t('mapping.of')}>
      {PARTS.map((name) => (
        <ToggleGroupItem
          key={name}
          buttonId={`mapping-${name}`}
          text={t(`mapping.of.${name}`)}
          isSelected={name === part}
          onChange={() => {
            onChoose(name);
          }}
        />
      ))}
    </ToggleGroup>
  );
}

/** Where Keycloak keeps each SCIM attribute, how requests are answered, and what becomes of one. */
export function Page() {
  const editing = useConfiguration();
  const mapping = useRead('GET /mapping');
  const [part, setPart] = useState<Part>('user');
  return (
    <PageFrame name="mapping">
      <Grid hasGutter>
        <GridItem xl={7}>
          <Stack hasGutter>
            <StackItem>
              <Form
                onSubmit={(event) => {
                  event.preventDefault();
                }}
              >
                <SaveBar editing={editing} />
              </Form>
            </StackItem>
            <StackItem>
              <PartChoice part={part} onChoose={setPart} />
            </StackItem>
            <StackItem>
              <Loaded query={mapping}>
                {({ body }) =>
                  part === 'document' ? (
                    <DocumentForm mapping={body} {...{ editing }} />
                  ) : (
                    <MappingRows key={part} kind={part} {...{ editing }} mapped={body[part]} />
                  )
                }
              </Loaded>
            </StackItem>
          </Stack>
        </GridItem>
        <GridItem xl={5}>
          <TryIt editing={editing} />
        </GridItem>
      </Grid>
    </PageFrame>
  );
}
