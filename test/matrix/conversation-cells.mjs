/** What a server asks of its client, and tasks, in every SDK version that has them, as a local collector gets it (#10). */
import { compare, differs, OK } from './check.mjs';
import { parse, preload, startProgram } from './program.mjs';
import { prepareTalkingV1, prepareTalkingV2, prepareV1 } from './sdk-servers.mjs';
import { V1, V2 } from './sdk-versions.mjs';
import { STEPS, TASK_STEPS } from './session.mjs';

const hello = { role: 'assistant', model: 'none', content: { type: 'text', text: 'hi' } };

/** By the name of the tool and of the column: what its server asks, the answer, and the first version of SDK v1 that has it. */
const QUESTIONS = {
  sampling: { method: 'sampling/createMessage', answer: { result: hello } },
  refusal: { method: 'sampling/createMessage', answer: { error: { code: -1, message: 'refused by the user' } } },
  roots: { method: 'roots/list', answer: { result: { roots: [{ uri: 'file:///tmp', name: 'tmp' }] } } },
  ping: { method: 'ping', answer: { result: {} } },
  elicitation: {
    method: 'elicitation/create',
    answer: { result: { action: 'accept', content: { ok: true } } },
    since: 13,
  },
};

export async function* conversationCells() {
  for (const version of V1) {
    const server = await prepareTalkingV1(version);
    yield* questionCells(server, (since) => server.minor >= since);
    const [withTasks] = (await prepareV1(version)).filter(({ hasTasks }) => hasTasks);
    if (withTasks !== undefined) {
      yield { row: `v1 ${server.version}`, column: 'task', run: (receiver) => checkTask(withTasks, receiver) };
    }
  }
  for (const version of V2) yield* questionCells(await prepareTalkingV2(version), () => true);
}

function* questionCells(server, isIn) {
  for (const [column, question] of Object.entries(QUESTIONS)) {
    if (!isIn(question.since ?? 0)) continue;
    const row = `${server.sdk} ${server.version}`;
    yield { row, column, run: (receiver) => checkQuestion(column, question, server, receiver) };
  }
}

async function checkQuestion(name, { method, answer }, server, receiver) {
  const play = async (program) => {
    program.send({ jsonrpc: '2.0', id: 'call', method: 'tools/call', params: { name, arguments: {} } });
    const question = parse(await program.line((line) => parse(line)?.method === method));
    program.send({ jsonrpc: '2.0', id: question.id, ...answer });
    await program.reply('call');
  };
  const plain = await session(server, undefined, play);
  const watched = await session(server, receiver, play);
  return compare(plain, watched) ?? compareQuestion(watched.events, method, 'error' in answer) ?? OK;
}

function compareQuestion(events, method, isRefused) {
  const calls = events.filter(({ event_type }) => event_type === 'tool_call');
  const asked = events.filter(({ attributes }) => attributes['mcpwatch.direction'] === 'outbound');
  const [call, question] = [calls[0], asked[0]];
  if (calls.length !== 1 || asked.length !== 1) return differs(`${calls.length} calls, ${asked.length} questions`);
  const faults = [
    [question.mcp_method === method, `it asked ${question.mcp_method}`],
    [question.event_type === (isRefused ? 'error' : 'request'), `the question is a ${question.event_type}`],
    [question.parent_span_id === call.span_id && question.trace_id === call.trace_id, 'the question is no child'],
    [question.is_error === isRefused, `is_error is ${question.is_error}`],
    [!isRefused || question.error_message.includes('refused by the user'), question.error_message],
    [isRefused || question.response_content !== null, 'the answer is missing'],
    [Number(call.attributes['mcpwatch.client_wait_ms']) >= 0, 'the call has no client_wait_ms'],
    [!call.is_error, `the call failed: ${call.error_message}`],
  ].filter(([isRight]) => !isRight);
  return faults.length === 0 ? undefined : differs(faults.map(([, fault]) => fault).join('; '));
}

async function checkTask(server, receiver) {
  let taskId = '';
  const play = async (program) => {
    program.send({ jsonrpc: '2.0', id: 'call', ...TASK_STEPS.task });
    taskId = (await program.reply('call')).result.task.taskId;
    program.send({ jsonrpc: '2.0', id: 'result', method: 'tasks/result', params: { taskId } });
    await program.reply('result');
  };
  const plain = await session(server, undefined, play);
  const watched = await session(server, receiver, play);
  return compare(plain, watched) ?? compareTask(watched.events, taskId) ?? OK;
}

function compareTask(events, taskId) {
  const isOfTask = ({ attributes }) => attributes['mcp.task.id'] === taskId;
  const [call, outcome, ...more] = events.filter(({ event_type }) => event_type === 'tool_call');
  const asked = events.filter((event) => event.mcp_method === 'tasks/result' && isOfTask(event));
  const faults = [
    [more.length === 0, `${more.length} calls too many`],
    [call?.attributes['mcpwatch.result_type'] === 'task', 'the call is not marked as a task'],
    [outcome?.parent_span_id === call?.span_id, 'the outcome is no child of the call'],
    [outcome !== undefined && isOfTask(outcome), 'the outcome has another task id'],
    [
      outcome?.attributes['mcpwatch.task.status'] === 'completed',
      `status ${outcome?.attributes['mcpwatch.task.status']}`,
    ],
    [outcome?.response_content !== null, 'the result is missing'],
    [asked.length === 1 && asked[0].event_type === 'request', `${asked.length} requests for the result`],
  ].filter(([isRight]) => !isRight);
  return faults.length === 0 ? undefined : differs(faults.map(([, fault]) => fault).join('; '));
}

/** Without an API key the receiver stands for `mcpwatch dev`, which gets the whole conversation. */
async function session({ file, folder }, receiver, play) {
  const args = [...(receiver === undefined ? [] : preload()), file];
  const env = { MCPWATCH_API_KEY: '' };
  const program = startProgram(process.execPath, args, { cwd: folder, receiver, env });
  const { params, ...initialize } = STEPS.initialize;
  const capabilities = { sampling: {}, roots: {}, elicitation: {} };
  // Revision 2025-06-18 is the first with elicitation; older SDKs answer with their own newest.
  const asking = { ...params, capabilities, protocolVersion: '2025-06-18' };
  program.send({ jsonrpc: '2.0', id: 'initialize', method: initialize.method, params: asking });
  await program.reply('initialize');
  program.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await play(program);
  const end = await program.finish();
  const events = receiver?.take('') ?? [];
  return { ...end, events: events.filter(({ attributes }) => attributes['mcpwatch.state'] !== 'started') };
}
