/** The rehearsal runs the code that the last flush will need, and nobody else notices it. */
import { expect, it } from 'vitest';
import { readOtlpSettings } from '../../../../../src/config/otlp/otlp-settings.js';
import { Resources } from '../../../../../src/delivery/ship/otlp/resource/resources.js';
import { rehearse } from '../../../../../src/delivery/ship/otlp/send/rehearsal.js';

it('a rehearsal sends nothing, keeps nothing and reports nothing', async () => {
  const { settings } = readOtlpSettings({ kind: 'address', address: 'http://127.0.0.1:4318' }, {});
  if (settings === undefined) throw new Error('OTLP is off');
  const noticed: string[] = [];
  const notice = (what: string) => () => void noticed.push(what);
  /** Of the process: asked by everything that is encoded. */
  let asked = 0;
  const facts = { pid: 1, executable: '/usr/bin/node', command: '/srv/server.js', runtimeVersion: '24.0.0' };
  const resources = new Resources({
    instance: '0123456789abcdef',
    get process() {
      asked += 1;
      return facts;
    },
    serviceName: undefined,
    attributes: {},
  });
  await rehearse({
    settings,
    payloads: 'off',
    resources,
    scope: { name: 'mcpwatch-node', version: '1.2.3' },
    startUs: 0,
    openPost: async () => ({
      send: async () => {
        noticed.push('sent');
        return { code: 200, headers: {}, body: Buffer.alloc(0), isSent: true };
      },
      close: notice('closed'),
    }),
    onProblem: notice('problem'),
    dropped: () => ({}),
    onHeld: notice('held'),
    store: { read: () => [], write: notice('written'), delete: notice('deleted') },
    now: Date.now,
    random: () => 0.5,
  });
  expect(noticed).toEqual([]);
  expect(asked).toBeGreaterThan(0);
});
