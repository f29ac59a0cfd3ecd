import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAdminApi } from '../../api/hooks.ts';
import { changed, paramsOf, stateOf, type WizardState } from './wizardState.ts';

/** Whoever comes back to the page in this window finds the wizard where it was. */
const keyOf = (realm: string): string => `scim-connect ${realm}`;

/** The state of the wizard; the address and this window have it too. */
export function useWizard(): readonly [WizardState, (change: Partial<WizardState>) => void, () => void] {
  const key = keyOf(useAdminApi().realm);
  const [params, setParams] = useSearchParams();
  const inAddress = params.toString();
  const [state, setState] = useState(() =>
    stateOf(new URLSearchParams(inAddress === '' ? (sessionStorage.getItem(key) ?? '') : inAddress)),
  );
  const text = paramsOf(state).toString();
  useEffect(() => {
    sessionStorage.setItem(key, text);
    if (inAddress !== text) setParams(text, { replace: true });
  }, [key, text, inAddress, setParams]);
  return [
    state,
    (change) => {
      const now = Date.now();
      setState((before) => changed(before, change, now));
    },
    () => {
      sessionStorage.removeItem(key);
    },
  ];
}
