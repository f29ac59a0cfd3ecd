/** The names that ordinary objects inherit, with a meaning of their own. */
const INHERITED = ['__proto__', ...Object.getOwnPropertyNames(Object.prototype)];

/** Whether an object inherits no member, so that no name has a meaning that its creator did not give it. */
export const inheritsNothing = (value: object): boolean =>
  INHERITED.every((name) => Object.hasOwn(value, name) || !(name in value));
