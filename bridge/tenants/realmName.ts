/** Names that Keycloak could give a realm; what it could not is unknown without asking. */
const REALM_NAME = /^(?!\.{1,2}$)[^/\\\p{Cc}]{1,255}$/u;

/** Whether Keycloak could have a realm of this name. */
export const isRealmName = (name: string): boolean => REALM_NAME.test(name);
