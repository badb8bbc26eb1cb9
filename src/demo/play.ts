/**
 * The program behind `mcpwatch dev --demo`: real servers under the preload, used by the official client, so that every view
 * of the page has something real to show. Usage: node play.mjs <file: URL of the preload>. It goes on quietly until it is ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type ConnectOptions, connect, type End } from './desk.js';

const [, , preload = ''] = process.argv;
/** Of all servers that were started, those that do not answer yet too. */
const ends: End[] = [];
let isEnding = false;

function start(server: ConnectOptions['server'], as: ConnectOptions['as']): Promise<Connection> {
  return isEnding ? new Promise(() => {}) : connect({ server, as, preload, onStart: (end) => ends.push(end) });
}

const DESKTOP = ['demo-desktop', '1.4.0'] as const;
const EDITOR = ['demo-editor', '0.12.3'] as const;

async function readNotes({ client, call }: Connection): Promise<void> {
  await client.listTools();
  await client.listResources();
  await client.listPrompts();
  await call('search_notes', { query: 'draft' });
  await Promise.all([call('read_note', { id: 'note-1' }), call('read_note', { id: 'note-6' })]);
  await client.readResource({ uri: 'note://note-2' });
  await client.getPrompt({ name: 'summarise', arguments: { id: 'note-4' } });
  await call('add_note', {
    title: 'Print shop',
    text: 'Ask for the matt paper.',
    tags: ['work'],
    api_key: 'sk-example-not-a-real-key-000000',
  });
  await call('read_note', { id: 'note-99' });
  await call('search_notes', { limit: 500 });
  for (const query of ['slow importer', 'packing', 'Ada']) await call('search_notes', { query });
}

async function planTrip({ client, call }: Connection): Promise<void> {
  await client.listTools();
  const airlines = ['Blue Sky', 'Contoso Wings', 'Northwind Air', 'Fabrikam Jet'];
  await Promise.all(airlines.map((airline) => call('search_flights', { from: 'TRS', to: 'LIS', airline })));
  await call('convert_currency', { amount: 189, from: 'EUR', to: 'USD' });
  await Promise.all([call('plan_trip', { city: 'Lisbon', days: 3 }), call('destination_photo', { city: 'Lisbon' })]);
  await call('search_flights', { from: 'LIS', to: 'TRS', airline: 'Northwind Air' });
}

async function changeTools({ client, call }: Connection): Promise<void> {
  await client.listTools();
  await call('get_stock', { article: '4711-08' });
  await call('enable_plugin', { plugin: 'warehouses' });
  await client.listTools();
  await call('get_stock', { article: '4711-08', warehouse: 'north' });
  await call('reserve_stock', { article: '4711-08', pieces: 3, order: 'A-1009' });
}

/** The server dies in the middle of two calls. */
async function die({ client, call }: Connection): Promise<void> {
  await client.listTools();
  await call('list_reports', { year: 2026 });
  await Promise.all([
    call('export_report', { title: '2026-09' }),
    call('render_chart', { title: '2026-10', width: -1 }),
  ]);
}

/** A client that comes back from time to time, so that the live view moves. */
async function goOn(notes: Connection, travel: Connection): Promise<never> {
  const airlines = ['Blue Sky', 'Contoso Wings', 'Fabrikam Jet', 'Blue Sky', 'Northwind Air'];
  for (let round = 0; ; round += 1) {
    await sleep(2500);
    await notes.call('search_notes', { query: round % 3 === 0 ? 'draft' : 'the' });
    await notes.call('read_note', { id: `note-${(round % 7) + 1}` });
    const airline = airlines[round % airlines.length];
    await Promise.all([travel.call('search_flights', { from: 'VIE', to: 'OPO', airline }), notes.client.ping()]);
  }
}

/** The servers end first: what they write at their end would outlive the demo's folder. */
async function end(): Promise<void> {
  isEnding = true;
  await Promise.allSettled(ends.map((endOne) => endOne()));
  process.exit();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());

/** Whoever started the demo may be killed: then nobody watches any more. */
const startedBy = process.ppid;
setInterval(() => {
  if (process.ppid !== startedBy) process.exit();
}, 1000).unref();

async function play(): Promise<void> {
  const [notes, travel] = await Promise.all([start('notes', DESKTOP), start('travel', DESKTOP)]);
  await readNotes(notes);
  await planTrip(travel);
  const inventory = await start('inventory', EDITOR);
  await changeTools(inventory);
  await start('billing', EDITOR).catch(() => {});
  await die(await start('reports', EDITOR));
  const reports = await start('reports', EDITOR);
  void reports.call('export_report', { title: '2026-11' });
  await inventory.close();
  await goOn(notes, travel);
}

await play().catch((error: unknown) => {
  // While it ends, its servers answer no more.
  if (!isEnding) throw error;
});
