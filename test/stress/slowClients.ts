import { setTimeout as sleep } from 'node:timers/promises';
import { user } from '../support/scim/messages.ts';
import { createRandom, type Random } from '../support/random.ts';
import type { Faults } from './faults.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';
import { exchange } from './wire.ts';

/** Milliseconds after which headers that never end must have been given up; the bridge takes 15 s, and looks now and then. */
const LINGERING_MS = 25_000;
const PATIENCE_MS = 20_000;
const PIPELINED = 20;

type Client = (stage: Stage, random: Random) => Promise<string | undefined>;

const head = ({ attacked }: Stage, method: string, path: string, more = ''): string =>
  `${method} /realms/${attacked.name}/scim/v2${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${attacked.token}\r\n` +
  `Content-Type: application/scim+json\r\n${more}\r\n`;

const body = (random: Random): string => JSON.stringify(user(`hostile-slow-${random.below(1e9)}`));

/** Clients that do not send, or do not read, as ordinary ones do; each gives what was wrong about the answer. */
const CLIENTS: Readonly<Record<string, Client>> = {
  'a request that comes byte by byte': async (stage, random) => {
    const json = body(random);
    const bytes =
      head(stage, 'POST', '/Users', `Connection: close\r\nContent-Length: ${json.length}\r\n`) + json;
    const answer = await exchange(stage.bridge.port, PATIENCE_MS, (send) => {
      void (async () => {
        for (let i = 0; i < bytes.length; i += 16) {
          send(bytes.slice(i, i + 16));
          await sleep(5);
        }
      })();
    });
    return answer.statuses[0] === 201 ? undefined : `was answered ${answer.statuses.join() || answer.end}`;
  },
  'a client that leaves in the middle of its body': async (stage, random) => {
    await exchange(stage.bridge.port, PATIENCE_MS, (send, leave) => {
      send(`${head(stage, 'POST', '/Users', 'Content-Length: 100000\r\n')}{"schemas":`);
      setTimeout(leave, random.below(300));
    });
    return undefined;
  },
  'a client that leaves before the answer': async (stage, random) => {
    await exchange(stage.bridge.port, PATIENCE_MS, (send, leave) => {
      send(head(stage, 'GET', '/Users?filter=userName%20co%20%22a%22'));
      setTimeout(leave, random.below(30));
    });
    return undefined;
  },
  'requests one after another without waiting': async (stage) => {
    const answer = await exchange(stage.bridge.port, PATIENCE_MS, (send) => {
      const one = head(stage, 'GET', '/ServiceProviderConfig');
      send(one.repeat(PIPELINED - 1) + head(stage, 'GET', '/ServiceProviderConfig', 'Connection: close\r\n'));
    });
    const good = answer.statuses.filter((status) => status === 200).length;
    return good === PIPELINED ? undefined : `got ${good} of ${PIPELINED} answers (${answer.end})`;
  },
  'a body announced as far too large': async (stage) => {
    const answer = await exchange(stage.bridge.port, 5_000, (send) => {
      send(head(stage, 'POST', '/Users', 'Content-Length: 99999999999\r\n'));
    });
    return answer.statuses[0] === 413 ? undefined : `was answered ${answer.statuses.join() || answer.end}`;
  },
  'two lengths of one body': async (stage, random) => {
    const json = body(random);
    const more = `Content-Length: ${json.length}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n`;
    const answer = await exchange(stage.bridge.port, PATIENCE_MS, (send) => {
      send(head(stage, 'POST', '/Users', more) + json);
    });
    return answer.statuses[0] === 400 ? undefined : `was answered ${answer.statuses.join() || answer.end}`;
  },
  'no HTTP at all': async (stage, random) => {
    const answer = await exchange(stage.bridge.port, PATIENCE_MS, (send) => {
      send(
        random.pick([
          '\u0016\u0003\u0001\u0002\u0000',
          'GET\r\n\r\n',
          'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
          '\0'.repeat(9_000),
        ]),
      );
    });
    return answer.end === 'timeout' ? 'was kept' : undefined;
  },
};

/** Lets slow and broken clients come one after another; gives how many came. */
export async function sendSlowClients(
  stage: Stage,
  seed: number,
  schedule: Schedule,
  faults: Faults,
): Promise<number> {
  const random = createRandom((seed ^ 0x510c) >>> 0);
  const names = Object.keys(CLIENTS);
  let count = 0;
  for (; await schedule.go(); count += 1) {
    const name = random.pick(names);
    const wrong = await CLIENTS[name]?.(stage, random);
    if (wrong !== undefined) faults.add(`Slow client ${count}, ${name}: ${wrong}`);
    await sleep(20);
  }
  return count;
}

/** Opens connections whose headers never end, on both ports; they are not to be kept. */
export async function lingerOn({ bridge }: Stage, stop: AbortSignal, faults: Faults): Promise<void> {
  const linger = async (port: number): Promise<void> => {
    const answer = await exchange(port, LINGERING_MS, (send, leave) => {
      send('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
      const timer = setInterval(() => {
        send('a');
      }, 1_000);
      setTimeout(() => {
        clearInterval(timer);
      }, LINGERING_MS);
      stop.addEventListener('abort', leave);
    });
    if (answer.end === 'timeout')
      faults.add(`Headers that never end were still read after ${LINGERING_MS} ms.`);
  };
  await Promise.all([linger(bridge.port), linger(bridge.managementPort)]);
}
