import { Form, Stack, StackItem, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';
import type { Mistake } from '../../configuration/mistakes.ts';
import { mistakeText } from '../../i18n/bridgeTexts.ts';
import { LeaveGuard } from '../../configuration/LeaveGuard.tsx';
import { SaveBar } from '../../configuration/SaveBar.tsx';
import { useConfiguration } from '../../configuration/useConfiguration.ts';
import { useValidation } from '../../configuration/useValidation.ts';
import { Changes } from './Changes.tsx';
import { Files } from './Files.tsx';
import { JsonEditor, type LineMistake } from './JsonEditor.tsx';
import { lineOf, linesByPointer } from './places.ts';
import { RealmDocument } from './RealmDocument.tsx';
import { textOf, useJsonText, type JsonText } from './useJsonText.ts';

/** The mistakes with their lines, from the top. */
function locate({ text, syntax }: JsonText, mistakes: readonly Mistake[]): readonly LineMistake[] {
  if (syntax !== undefined) return [{ line: syntax.line, sentence: syntax.detail }];
  const lines = linesByPointer(text);
  return mistakes
    .map((mistake) => ({ line: lineOf(lines, mistake.pointer), sentence: mistakeText(mistake) }))
    .sort((a, b) => a.line - b.line);
}

function Editor({ json, mistakes }: { readonly json: JsonText; readonly mistakes: readonly LineMistake[] }) {
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Files text={json.text} onImport={json.change} />
      <JsonEditor text={json.text} mistakes={mistakes} onChange={json.change} />
      <SaveBar editing={json.editing} isUnreadable={json.syntax !== undefined} guardsLeaving={false} />
    </Form>
  );
}

/** The whole configuration as JSON. */
export function Page() {
  const { t } = useTranslation();
  const editing = useConfiguration();
  const json = useJsonText(editing);
  const { mistakes } = useValidation(editing);
  const [tab, setTab] = useState<string | number>('text');
  const before = textOf(editing.current);
  const contents = {
    text: <Editor json={json} mistakes={locate(json, mistakes)} />,
    changes: <Changes before={before} after={json.text} />,
    document: <RealmDocument isChanged={json.editing.isChanged} />,
  };
  return (
    <PageFrame name="configuration">
      {/* What was typed is lost from every tab, also where nothing shows it. */}
      <LeaveGuard isChanged={json.editing.isChanged} />
      <Loaded query={useRead('GET /config')}>
        {() => (
          <Tabs
            activeKey={tab}
            aria-label={t('page.configuration')}
            onSelect={(_event, key) => {
              setTab(key);
            }}
          >
            {Object.entries(contents).map(([name, content]) => (
              <Tab
                key={name}
                eventKey={name}
                title={<TabTitleText>{t(`configuration.tab.${name}`)}</TabTitleText>}
              >
                <Stack hasGutter className="scim-tab">
                  <StackItem>{tab === name && content}</StackItem>
                </Stack>
              </Tab>
            ))}
          </Tabs>
        )}
      </Loaded>
    </PageFrame>
  );
}
