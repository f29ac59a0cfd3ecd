import { Label } from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** How something stands. */
export type LightColor = 'green' | 'amber' | 'red' | 'off';

const STATUS = { green: 'success', amber: 'warning', red: 'danger', off: undefined } as const;

/** How something stands: an icon and a word, never the colour alone. */
export function Light({ color, children }: { readonly color: LightColor; readonly children: ReactNode }) {
  const status = STATUS[color];
  return status === undefined ? (
    <Label variant="outline">{children}</Label>
  ) : (
    <Label status={status}>{children}</Label>
  );
}
