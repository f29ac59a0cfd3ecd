import { compose } from './compose.ts';
import { createLogger } from './observability/logger.ts';
import { readVersion } from './version.ts';
import { serveBridge } from './serve.ts';
import { readSettings, SettingsError } from './settings.ts';

/** Starts the bridge; SIGTERM and SIGINT stop it after the requests under way. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLogger(settings.logLevel);
  const bridge = await compose(settings, log);
  const server = await serveBridge(bridge, settings);
  log.info('listening', {
    version: readVersion(),
    port: server.port,
    managementPort: server.managementPort,
    publicUrl: settings.publicUrl,
    keycloakUrl: settings.keycloakUrl,
  });

  const stop = (signal: string): void => {
    log.info('stopping', { signal });
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.on('SIGHUP', () => {
    log.info('reading the key file again', { signal: 'SIGHUP' });
    void bridge.reloadKeys();
  });
}

main().catch((error: unknown) => {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (error instanceof SettingsError) console.error(message);
  else if (code === 'EADDRINUSE')
    console.error(
      `Port ${port ?? ''} is taken: set PORT or MANAGEMENT_PORT to another one, or stop what listens there.`,
    );
  else console.error(error);
  process.exit(1);
});
