import type { ProblemBody } from '../../../bridge/admin/contract.ts';

/** A mistake in the configuration, as the bridge lists it. */
export type Mistake = Pick<
  NonNullable<ProblemBody['mistakes']>[number],
  'pointer' | 'detail' | 'hint' | 'texts'
>;

/** The JSON pointer of a member of the configuration by its path, such as `onboarding.groups`. */
export const pointerOf = (path: string): string => `/config/${path.replaceAll('.', '/')}`;

/** The mistakes at a place, and on demand those below it. */
export const mistakesAt = (
  mistakes: readonly Mistake[],
  pointer: string,
  { below = false }: { readonly below?: boolean } = {},
): readonly Mistake[] =>
  mistakes.filter(
    (mistake) => mistake.pointer === pointer || (below && mistake.pointer.startsWith(`${pointer}/`)),
  );
