import type { Response } from 'express';

/** What pages of the console may load and talk to: the bridge, and Keycloak. */
const policyOf = (keycloakOrigin: string | undefined): string =>
  Object.entries({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': ["'self'", ...(keycloakOrigin === undefined ? [] : [keycloakOrigin])].join(' '),
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'require-trusted-types-for': "'script'",
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

/** What no page of the console uses. */
const UNUSED_FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Sets the headers of an answer of the console; a page may talk to Keycloak too. */
export function setConsoleHeaders(response: Response, keycloakOrigin?: string): void {
  response.set({
    'Content-Security-Policy': policyOf(keycloakOrigin),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': UNUSED_FEATURES,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}
