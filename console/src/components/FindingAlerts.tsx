import type { Findings } from '../../../bridge/admin/contract.ts';
import { formatTexts } from '../../../documents/text.ts';
import { Alert } from '../patternfly/Alert.tsx';
import { BridgeText } from './BridgeText.tsx';

/** Shows the bridge's findings, an alert each. */
export const FindingAlerts = ({ findings }: { readonly findings: Findings['texts']['findings'] }) =>
  findings.map((texts) => (
    <Alert key={formatTexts(texts)} variant="warning" isInline title={<BridgeText texts={texts} />} />
  ));
