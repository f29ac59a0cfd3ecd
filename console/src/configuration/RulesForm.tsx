import { Form } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useRead } from '../api/hooks.ts';
import { Loaded } from '../components/Loaded.tsx';
import { rulesOf, RulesContext } from './rules.ts';
import { SaveBar } from './SaveBar.tsx';
import { useConfiguration, type Editing } from './useConfiguration.ts';
import { useValidation } from './useValidation.ts';

/** A form over rules of the realm: its fields name the members of the configuration. */
export function RulesForm({
  page,
  before,
  after,
  children,
}: {
  readonly page: string;
  /** What stands before the form, and is no part of it. */
  readonly before?: (editing: Editing) => ReactNode;
  /** What stands after the form, and is no part of it. */
  readonly after?: (editing: Editing) => ReactNode;
  readonly children: ReactNode | ((editing: Editing) => ReactNode);
}) {
  const editing = useConfiguration();
  const { mistakes } = useValidation(editing);
  return (
    <Loaded query={useRead('GET /config')}>
      {() => (
        <RulesContext value={rulesOf(page, editing, mistakes)}>
          {before !== undefined && <div className="scim-before-form">{before(editing)}</div>}
          <Form
            isWidthLimited
            onSubmit={(event) => {
              event.preventDefault();
            }}
          >
            {typeof children === 'function' ? children(editing) : children}
            <SaveBar editing={editing} />
          </Form>
          {after !== undefined && <div className="scim-after-form">{after(editing)}</div>}
        </RulesContext>
      )}
    </Loaded>
  );
}
