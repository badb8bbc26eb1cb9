/** A server of the demo: notes. Quick calls, a large result, a tool that nobody calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer, ResourceTemplate, StdioServerTransport, z } from '../sdk.js';

const TITLES = [
  'Release checklist',
  'Interview notes: Ada',
  'Ideas for the autumn',
  'Why the importer was slow',
  'Packing list',
  'Meeting with the print shop',
];

const notes = TITLES.map((title, index) => ({
  id: `note-${index + 1}`,
  title,
  tags: index % 2 === 0 ? ['work'] : ['home', 'draft'],
  updated: `2026-11-${String(10 + index).padStart(2, '0')}T09:30:00Z`,
  text: `${title}.\n\n${'The first draft was too long, so this one is shorter. '.repeat(4 + index * 60)}`,
}));

const answer = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value, null, 2) }] });

const server = new McpServer({ name: 'notes', version: '2.3.0' });

server.registerTool(
  'search_notes',
  {
    description:
      'Finds notes by words in their title or text. Answers with the notes that match best, newest first, without their text. ' +
      'Use read_note to read one of them.',
    inputSchema: {
      query: z.string().describe('Words to look for; all of them must occur'),
      limit: z.number().int().min(1).max(50).optional().describe('How many notes to answer with; 10 if left out'),
    },
  },
  async ({ query, limit = 10 }) => {
    await sleep(15 + Math.random() * 40);
    const words = query.toLowerCase().split(/\s+/);
    const found = notes.filter(({ title, text }) =>
      words.every((word) => `${title} ${text}`.toLowerCase().includes(word)),
    );
    return answer(found.slice(0, limit).map(({ text, ...note }) => ({ ...note, characters: text.length })));
  },
);

server.registerTool(
  'read_note',
  { description: 'Reads one note, with its whole text.', inputSchema: { id: z.string() } },
  async ({ id }) => {
    await sleep(4 + Math.random() * 8);
    const note = notes.find((known) => known.id === id);
    if (note === undefined) throw new RangeError(`There is no note ${id}`);
    return answer(note);
  },
);

server.registerTool(
  'add_note',
  {
    description: 'Adds a note.',
    inputSchema: { title: z.string(), text: z.string(), tags: z.array(z.string()).optional() },
  },
  async ({ title, text, tags = [] }) => {
    await sleep(60 + Math.random() * 60);
    const id = `note-${notes.length + 1}`;
    notes.push({ id, title, text, tags, updated: new Date().toISOString() });
    return answer({ id });
  },
);

server.registerTool(
  'delete_all_notes',
  {
    description:
      'Deletes every note, without a question and without a way back. Meant for tests. Clients should ask their user twice ' +
      'before they call this tool, and should prefer to delete notes one by one.',
    inputSchema: { confirm: z.literal('yes, all of them') },
  },
  async () => answer({ deleted: notes.splice(0).length }),
);

server.registerResource(
  'note',
  new ResourceTemplate('note://{id}', {
    list: async () => ({ resources: notes.map(({ id, title }) => ({ uri: `note://${id}`, name: title })) }),
  }),
  { description: 'A note as plain text' },
  async (uri) => ({
    contents: [
      { uri: uri.href, mimeType: 'text/plain', text: notes.find(({ id }) => id === uri.hostname)?.text ?? '' },
    ],
  }),
);

server.registerPrompt(
  'summarise',
  { description: 'Asks for a summary of a note', argsSchema: { id: z.string() } },
  ({ id }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Read note ${id} and summarise it in two sentences.` } }],
  }),
);

await server.connect(new StdioServerTransport());
