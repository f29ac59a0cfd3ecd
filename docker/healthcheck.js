/* global console, fetch */
// The health check of the image: ends with 0 if the bridge answers on its management port, else says why and ends with 1.
const { MANAGEMENT_HOST, HOST, MANAGEMENT_PORT } = process.env;
const host = MANAGEMENT_HOST || HOST || '127.0.0.1';
const address = `${host.includes(':') ? `[${host}]` : host}:${MANAGEMENT_PORT || 3001}`;
const [path = '/health/live'] = process.argv.slice(2);

const problem = await fetch(`http://${address}${path}`).then(
  async (response) => (response.ok ? undefined : response.text()),
  (error) => `Nothing answers at ${address}: ${error.cause?.message ?? error.message}`,
);
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
