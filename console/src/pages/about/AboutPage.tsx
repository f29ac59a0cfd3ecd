import {
  Card,
  CardBody,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { version } from '../../../package.json';
import { useAdminApi } from '../../api/hooks.ts';
import { useSession } from '../../api/sessionContext.ts';
import { PageFrame } from '../../components/PageFrame.tsx';

/** The text of the licence. */
const LICENCE = 'https://www.apache.org/licenses/LICENSE-2.0';

/** What the bridge promises of each requirement of the standard, in its documentation. */
const CONFORMANCE = 'docs/reference/conformance.md';

/** What this is, and in which version. */
export function Page() {
  const { t } = useTranslation();
  const session = useSession();
  const { realm } = useAdminApi();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['bridge', session.version],
    ['console', version],
    [
      'adminApi',
      <code key="url" className="scim-code">
        {session.apiBase(realm)}
      </code>,
    ],
    ['standards', 'SCIM 2.0: RFC 7642, RFC 7643, RFC 7644'],
    ['conformance', <code key="file">{CONFORMANCE}</code>],
    [
      'licence',
      <a key="link" href={LICENCE} target="_blank" rel="noreferrer">
        Apache License 2.0
      </a>,
    ],
  ];
  return (
    <PageFrame name="about">
      <Card>
        <CardBody>
          <DescriptionList isHorizontal horizontalTermWidthModifier={{ default: '12ch', md: '24ch' }}>
            {facts.map(([name, value]) => (
              <DescriptionListGroup key={name}>
                <DescriptionListTerm>{t(`about.${name}`)}</DescriptionListTerm>
                <DescriptionListDescription>{value}</DescriptionListDescription>
              </DescriptionListGroup>
            ))}
          </DescriptionList>
        </CardBody>
      </Card>
    </PageFrame>
  );
}
