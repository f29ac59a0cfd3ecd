import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useAdminApi } from '../../api/hooks.ts';
import { paramsOf, stateOf, type WizardState } from './wizardState.ts';

/** Whoever comes back to the page in this window finds the wizard where it was. */
const keyOf = (realm: string): string => `scim-connect ${realm}`;

/** The state of the wizard, in the address. */
export function useWizard(): readonly [WizardState, (change: Partial<WizardState>) => void, () => void] {
  const { realm } = useAdminApi();
  const [inAddress, setParams] = useSearchParams();
  const key = keyOf(realm);
  const text = inAddress.toString() === '' ? (sessionStorage.getItem(key) ?? '') : inAddress.toString();
  useEffect(() => {
    if (text === '') return;
    sessionStorage.setItem(key, text);
    setParams(text, { replace: true });
  }, [key, text, setParams]);
  const state = stateOf(new URLSearchParams(text));
  return [
    state,
    (change) => {
      setParams(paramsOf({ ...state, ...change }), { replace: true });
    },
    () => {
      sessionStorage.removeItem(key);
    },
  ];
}
