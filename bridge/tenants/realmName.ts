const REALM_NAME = /^(?!\.{1,2}$)[^/\\\p{Cc}]{1,255}$/u;

/** Whether Keycloak could have a realm of this name; other names are unknown without a call. */
export const isRealmName = (name: string): boolean => REALM_NAME.test(name);
