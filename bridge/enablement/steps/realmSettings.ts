import { step } from './step.ts';

/** Sets what a document declares of the realm's settings. */
export const realmSettings = step({
  name: 'realm settings',
  part: ({ setup }) => setup.parts.realmSettings,
  desired: ({ options }) => options.settings,
});
