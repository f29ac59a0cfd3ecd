import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createMetrics } from '../../../bridge/observability/metrics.ts';

const FILES = path.join(
  ...[import.meta.dirname, '..', '..', '..', 'docker', 'helm', 'keycloak-scim-bridge', 'files'],
);

/** The names of the bridge's own metrics. */
async function knownMetrics(): Promise<string[]> {
  const gauges = {
    realms: () => 0,
    realmStates: () => [],
    streams: () => 0,
    journal: () => ({ queued: 0, written: 0, dropped: 0 }),
  };
  const text = await createMetrics(gauges, '1.0.0').text();
  return [...text.matchAll(/^# HELP ((?:scim|keycloak)_\w+)/gm)].map(([, name = '']) => name);
}

describe("the chart's", () => {
  it.each(['alerts.yaml', 'dashboard.json'])(
    '%s names metrics that the bridge has, and most of them',
    async (name) => {
      const known = await knownMetrics();
      const text = await readFile(path.join(FILES, name), 'utf8');
      const named = new Set(
        [...text.matchAll(/\b((?:scim|keycloak)_\w+?)(?:_bucket)?\b/g)].map(([, metric = '']) => metric),
      );
      expect([...named].filter((metric) => !known.includes(metric))).toEqual([]);
      expect(named.size).toBeGreaterThan(known.length / 2);
    },
  );
});
