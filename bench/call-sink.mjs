/**
 * The receivers of bench/call.mjs, in a process of their own: they keep what they get and read it when they are asked,
 * so that reading takes no time from a server that is being measured.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openEndpoint, openOtlpReceiver } from './exit-endpoints.mjs';

const isChild = process.send !== undefined && process.argv[1] === import.meta.filename;

async function serve() {
  const receivers = [await openEndpoint({ isDeferred: true }), await openOtlpReceiver({ isDeferred: true })];
  const ASKED = {
    async behave({ behaviour }) {
      for (const receiver of receivers) await receiver.behave(behaviour);
    },
    /** How many different calls whose ids begin with the prefix have arrived, at each receiver. */
    count: ({ prefix }) =>
      receivers.map((receiver) => {
        receiver.readDeferred();
        return [...receiver.counts.keys()].filter((id) => id?.startsWith(prefix)).length;
      }),
    cpuUs() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    forget() {
      for (const { counts } of receivers) counts.clear();
    },
  };
  process.on('message', async ({ question, ...rest }) => {
    process.send({ answer: await ASKED[question](rest) });
  });
  process.send({ settings: receivers.map(({ settings }) => settings) });
}

/** Starts the process with the receivers. */
export async function openSink() {
  const child = fork(import.meta.filename);
  const [{ settings }] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    const [{ answer }] = await once(child, 'message');
    return answer;
  };
  return {
    /** Of the endpoint, and of the receiver for OTLP. */
    settings,
    behave: (behaviour) => ask({ question: 'behave', behaviour }),
    count: (prefix) => ask({ question: 'count', prefix }),
    cpuUs: () => ask({ question: 'cpuUs' }),
    forget: () => ask({ question: 'forget' }),
    close: () => child.kill(),
  };
}

if (isChild) await serve();
