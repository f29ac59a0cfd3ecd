import { Card, CardBody, CardHeader, CardTitle, ClipboardCopy, Flex, FlexItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { BridgeText } from '../../components/BridgeText.tsx';
import { Light } from '../../components/Light.tsx';
import { inLanguage, languageOf } from '../../i18n/bridgeTexts.ts';
import { PAGE_OF, partsOf, type Finding } from './report.ts';

const COLORS = { error: 'red', warning: 'amber', unchecked: 'off', note: 'off' } as const;

/** What is to be done about a finding, with its commands to copy. */
function Remedy({ texts }: { readonly texts: Finding['texts']['remedy'] }) {
  const { t } = useTranslation();
  return (
    <p lang={languageOf(texts)}>
      {partsOf(inLanguage(texts)).map(({ text, isCommand }) =>
        isCommand ? (
          <ClipboardCopy
            key={text}
            variant="inline-compact"
            isCode
            hoverTip={t('action.copy')}
            clickTip={t('action.copied')}
            copyAriaLabel={t('action.copyOf', { label: text })}
          >
            {text}
          </ClipboardCopy>
        ) : (
          text
        ),
      )}
    </p>
  );
}

/** Something amiss: what was seen where, and what to do about it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const { realm = '' } = useParams();
  const { code, severity, texts } = finding;
  const page = PAGE_OF[code];
  return (
    <Card isCompact>
      <CardHeader>
        <CardTitle component="h3">
          <Flex>
            <FlexItem>
              <Light color={COLORS[severity]}>{t(`health.severity.${severity}`)}</Light>
            </FlexItem>
            <FlexItem>
              <BridgeText texts={texts.where} />
            </FlexItem>
          </Flex>
        </CardTitle>
      </CardHeader>
      <CardBody>
        <p>
          <BridgeText texts={texts.evidence} />
        </p>
        <Remedy texts={texts.remedy} />
        {page !== undefined && <Link to={`/${encodeURIComponent(realm)}/${page}`}>{t(`page.${page}`)}</Link>}
      </CardBody>
    </Card>
  );
}
