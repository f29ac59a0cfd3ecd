import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run, type RunResult } from '../../../dev/guarded.ts';
import { ensurePython } from '../../../dev/python.ts';
import { runHelm } from '../../support/processes/helm.ts';

const HELM_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'docker', 'helm');
const CHART = path.join(HELM_FOLDER, 'keycloak-scim-bridge');
const EXAMPLES = path.join(HELM_FOLDER, 'examples');
const KUBERNETES = '1.33';

const REQUIRED = {
  keycloak: { url: 'http://keycloak-service:8080' },
  publicUrl: 'https://id.example.com',
  bridgeKey: { existingSecret: 'scim-bridge-key' },
};

const EVERYTHING = {
  ...REQUIRED,
  trustedProxies: ['10.0.0.0/8', 'loopback'],
  caCertificate: { existingConfigMap: 'ca' },
  env: { LOG_LEVEL: 'debug', JOURNAL_MAX_MB: 1_000_000, ADMIN_API_PUBLIC: true },
  extraEnv: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=400' }],
  image: { repository: 'images.example.com/bridge', digest: `sha256:${'a'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  persistence: { storageClass: 'fast' },
  ingress: {
    enabled: true,
    className: 'nginx',
    annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '5m' },
    hosts: ['scim.example.com'],
    tls: [{ secretName: 'tls', hosts: ['scim.example.com'] }],
  },
  httpRoute: { enabled: true, parentRefs: [{ name: 'public' }], hostnames: ['scim.example.com'] },
  podAnnotations: { note: 'a' },
  podLabels: { team: 'identity' },
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
  ],
  priorityClassName: 'high',
  podDisruptionBudget: { enabled: true },
  networkPolicy: {
    enabled: true,
    from: [{ podSelector: { matchLabels: { app: 'proxy' } } }],
    egress: [{ to: [{ podSelector: {} }] }],
  },
  metrics: {
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true },
    dashboard: { enabled: true },
  },
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'helm-chart-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Renders the chart with these values. */
async function render(values: object): Promise<RunResult> {
  const file = path.join(folder, 'values.json');
  await writeFile(file, JSON.stringify(values));
  return runHelm('template', 'scim', CHART, '--kube-version', KUBERNETES, '--values', file);
}

/** The objects that the chart makes of these values. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into them freely
async function objectsOf(values: object): Promise<any[]> {
  const { code, stdout, lastWords } = await render(values);
  expect(code === 0 ? '' : lastWords).toBe('');
  return parseAllDocuments(stdout, { version: '1.1' }).map((document) => document.toJS());
}

/** Lists what is wrong in files with Kubernetes' own objects, by the schemas of Kubernetes. */
async function mistakesIn(...files: string[]): Promise<string[]> {
  const python = await ensurePython(['kubernetes-validate==1.37.0']);
  const options = ['--strict', '--quiet', '--no-warn', '-k', KUBERNETES];
  const { stdout } = await run([python, '-m', 'kubernetes_validate', ...options, ...files]);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('the Helm chart', () => {
  it('has nothing that helm lint finds', async () => {
    const { code, stdout } = await runHelm('lint', '--strict', CHART);
    expect({ code, findings: stdout.match(/\[(ERROR|WARNING)\].*/g) }).toEqual({ code: 0, findings: null });
  });

  it('makes one bridge with a volume, without rights that it does not need', async () => {
    const objects = await objectsOf(REQUIRED);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
      'Pod scim-keycloak-scim-bridge-test',
      'Service scim-keycloak-scim-bridge',
      'Service scim-keycloak-scim-bridge-management',
      'ServiceAccount scim-keycloak-scim-bridge',
      'StatefulSet scim-keycloak-scim-bridge',
    ]);
    const { spec } = objects.find(({ kind }) => kind === 'StatefulSet');
    expect(spec).toMatchObject({
      replicas: 1,
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
      template: {
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          volumes: [{ name: 'bridge-key', secret: { secretName: 'scim-bridge-key', defaultMode: 0o440 } }],
        },
      },
    });
    expect(spec.template.spec.containers).toEqual([
      expect.objectContaining({
        image: 'keycloak-scim-bridge:0.1.0',
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        env: [
          { name: 'KEYCLOAK_URL', value: 'http://keycloak-service:8080' },
          { name: 'PUBLIC_URL', value: 'https://id.example.com' },
          { name: 'BRIDGE_KEY_FILE', value: '/run/secrets/scim-bridge/key.jwks' },
        ],
      }),
    ]);
  });

  it('makes everything that can be switched on, as Kubernetes knows it', async () => {
    const objects = await objectsOf(EVERYTHING);
    expect(objects.map(({ kind }) => String(kind)).sort()).toEqual([
      ...[
        'ConfigMap',
        'HTTPRoute',
        'Ingress',
        'NetworkPolicy',
        'Pod',
        'PodDisruptionBudget',
        'PrometheusRule',
      ],
      ...['Service', 'Service', 'ServiceAccount', 'ServiceMonitor', 'StatefulSet'],
    ]);
    const of = (wanted: string) => objects.find(({ kind }) => kind === wanted);
    const [container] = of('StatefulSet').spec.template.spec.containers;
    expect(container.image).toBe(`images.example.com/bridge@sha256:${'a'.repeat(64)}`);
    expect(container.env).toEqual(
      expect.arrayContaining([
        { name: 'TRUSTED_PROXIES', value: '10.0.0.0/8,loopback' },
        { name: 'NODE_EXTRA_CA_CERTS', value: '/etc/scim-bridge/ca/ca.crt' },
        { name: 'JOURNAL_MAX_MB', value: '1000000' },
        { name: 'ADMIN_API_PUBLIC', value: 'true' },
        { name: 'NODE_OPTIONS', value: '--max-old-space-size=400' },
      ]),
    );
    expect(of('PrometheusRule').spec.groups[0].rules).toHaveLength(6);
    expect(JSON.parse(of('ConfigMap').data['scim-bridge.json'])).toMatchObject({
      uid: 'keycloak-scim-bridge',
    });
  });

  it('never leads from an Ingress, a route or a load balancer to the management port', async () => {
    const objects = await objectsOf({ ...EVERYTHING, service: { type: 'LoadBalancer' } });
    const [scim, management] = objects.filter(({ kind }) => kind === 'Service');
    expect([scim.spec.type, management.spec.type]).toEqual(['LoadBalancer', 'ClusterIP']);
    expect(scim.spec.ports).toEqual([{ name: 'http', port: 3000, targetPort: 'scim' }]);
    const ways = objects.filter(({ kind }) => ['Ingress', 'HTTPRoute'].includes(kind as string));
    expect(ways).toHaveLength(2);
    expect(JSON.stringify(ways)).toContain(scim.metadata.name);
    expect(JSON.stringify(ways)).not.toContain(management.metadata.name);
  });

  it('and its examples are as Kubernetes knows them', async () => {
    const examples = (await readdir(EXAMPLES)).map((name) => path.join(EXAMPLES, name));
    const valuesFiles = examples.filter((file) => path.basename(file).startsWith('values-'));
    expect(valuesFiles.length).toBeGreaterThan(1);
    const everything = path.join(folder, 'everything.json');
    await writeFile(everything, JSON.stringify(EVERYTHING));
    const rendered = await Promise.all(
      [everything, ...valuesFiles].map(async (file) => {
        const { code, stdout, lastWords } = await runHelm(
          ...['template', 'scim', CHART, '--kube-version', KUBERNETES, '--values', file],
        );
        expect(code === 0 ? '' : lastWords).toBe('');
        const target = path.join(folder, `${path.basename(file)}.rendered.yaml`);
        await writeFile(target, stdout);
        return target;
      }),
    );
    const objects = examples.filter((file) => !valuesFiles.includes(file));
    expect(await mistakesIn(...rendered, ...objects)).toEqual([]);

    const { stdout } = await render({ ...REQUIRED, securityContext: { readOnlyRootFileSystem: true } });
    const misspelt = path.join(folder, 'misspelt.yaml');
    await writeFile(misspelt, stdout);
    expect(await mistakesIn(misspelt)).toContainEqual(
      expect.stringContaining("'readOnlyRootFileSystem' was"),
    );
  });

  it.each([
    [{ replicaCount: 2 }, "at '/replicaCount': maximum: got 2, want 1"],
    [{ publicUrl: 'id.example.com' }, "at '/publicUrl': 'id.example.com' does not match pattern"],
    [
      { keycloak: { url: 'http://keycloak/' } },
      "at '/keycloak/url': 'http://keycloak/' does not match pattern",
    ],
    [{ env: { LOGLEVEL: 'debug' } }, "invalid propertyName 'LOGLEVEL'"],
    [{ image: { digest: 'latest' } }, "at '/image/digest'"],
    [{ ingress: { enabled: true } }, "at '/ingress/hosts': minItems: got 0, want 1"],
    [{ httpRoute: { enabled: true } }, "at '/httpRoute/parentRefs': minItems: got 0, want 1"],
    [{ replicas: 1 }, "additional properties 'replicas' not allowed"],
    [{ publicUrl: '' }, 'publicUrl is not set'],
    [{ keycloak: { url: '' } }, 'keycloak.url is not set'],
    [{ bridgeKey: { existingSecret: '' } }, 'bridgeKey.existingSecret is not set'],
    [
      { clientSecret: { existingSecret: 'a' } },
      'bridgeKey.existingSecret and clientSecret.existingSecret are both set',
    ],
  ])('refuses %j and says what is wrong', async (wrong, sentence) => {
    const { code, lastWords } = await render({ ...REQUIRED, ...wrong });
    expect({ code, lastWords }).toEqual({ code: 1, lastWords: expect.stringContaining(sentence) });
  });
});
