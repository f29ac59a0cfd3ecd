import type { PatchOptions } from '../../../scim/patch/change.ts';

/** The options of a tolerant tenant by default; `passedOver` collects the paths that were passed over. */
export function readingFor(
  options: Partial<PatchOptions> = {},
): PatchOptions & { readonly passedOver: string[] } {
  const passedOver: string[] = [];
  return {
    unknown: 'keep',
    canonicalValues: 'suggest',
    hollowElements: 'remove',
    unmatchedElement: 'create',
    ignored: (path) => {
      passedOver.push(path);
    },
    passedOver,
    ...options,
  };
}

/** The options of a tenant that refuses whatever the standard does not allow. */
export const STRICT = {
  unknown: 'reject',
  canonicalValues: 'enforce',
  hollowElements: 'keep',
  unmatchedElement: 'noTarget',
} as const satisfies Partial<PatchOptions>;

/** Freezes a value deeply, so that a change of it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
