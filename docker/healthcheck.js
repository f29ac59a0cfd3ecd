/* global fetch */
// The health check of the image: exits with 0 if the bridge answers on its management port.
const { MANAGEMENT_HOST, HOST, MANAGEMENT_PORT } = process.env;
const host = MANAGEMENT_HOST || HOST || '127.0.0.1';
const address = host.includes(':') ? `[${host}]` : host;

const { ok } = await fetch(`http://${address}:${MANAGEMENT_PORT || 3001}/health/live`);
process.exit(ok ? 0 : 1);
