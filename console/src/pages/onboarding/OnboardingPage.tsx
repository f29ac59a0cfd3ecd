import { PageFrame } from '../../components/PageFrame.tsx';

/** To be written. */
export function Page() {
  return <PageFrame name="onboarding">…</PageFrame>;
}
