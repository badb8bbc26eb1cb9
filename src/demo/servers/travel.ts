/** A server of the demo: travel. Slow calls that overlap, requests to the client, an error with a cause, a stray console.log. */
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer, StdioServerTransport, z } from '../sdk.js';

const answer = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value) }] });

const server = new McpServer({ name: 'travel', version: '0.9.1' }, { capabilities: { logging: {} } });

async function askAirline(airline: string, route: string): Promise<{ airline: string; route: string; price: number }> {
  await sleep(250 + Math.random() * 700);
  if (airline === 'Northwind Air') {
    throw new Error(`503 from https://api.northwind.example/v2/fares?route=${route}`, {
      cause: new Error('connect ETIMEDOUT 203.0.113.7:443'),
    });
  }
  return { airline, route, price: Math.round(80 + Math.random() * 240) };
}

async function searchFlights(from: string, to: string, airline: string) {
  try {
    return await askAirline(airline, `${from}-${to}`);
  } catch (error) {
    throw new Error(`No fares from ${airline}`, { cause: error });
  }
}

server.registerTool(
  'search_flights',
  {
    description: 'Asks one airline for its fares between two airports.',
    inputSchema: {
      from: z.string().length(3).describe('IATA code'),
      to: z.string().length(3).describe('IATA code'),
      airline: z.string(),
    },
  },
  async ({ from, to, airline }) => answer(await searchFlights(from, to, airline)),
);

server.registerTool(
  'plan_trip',
  {
    description: 'Plans a trip: the client’s model writes the plan, and the user confirms it.',
    inputSchema: { city: z.string(), days: z.number().int().min(1).max(14) },
  },
  async ({ city, days }) => {
    await sleep(120);
    const plan = await server.server.createMessage({
      messages: [{ role: 'user', content: { type: 'text', text: `Plan ${days} days in ${city}.` } }],
      maxTokens: 400,
    });
    await sleep(80);
    const confirmed = await server.server.elicitInput({
      message: `Book this trip to ${city}?`,
      requestedSchema: { type: 'object', properties: { book: { type: 'boolean' } }, required: ['book'] },
    });
    await sleep(150);
    return answer({ plan: plan.content, booked: confirmed.content?.['book'] === true });
  },
);

server.registerTool(
  'convert_currency',
  {
    description: 'Converts an amount of money.',
    inputSchema: { amount: z.number(), from: z.string().length(3), to: z.string().length(3) },
  },
  async ({ amount, from, to }) => {
    // A mistake that many servers make: stdout belongs to the protocol. The page says where this line is.
    console.log(`converting ${amount} ${from} to ${to}`);
    await sleep(5);
    return answer({ amount: Math.round(amount * 1.0837 * 100) / 100, currency: to });
  },
);

server.registerTool(
  'destination_photo',
  { description: 'A photo of a destination.', inputSchema: { city: z.string() } },
  async ({ city }) => {
    await sleep(40);
    await server.sendLoggingMessage({ level: 'info', logger: 'photos', data: `photo of ${city} taken from the cache` });
    return {
      content: [{ type: 'image' as const, mimeType: 'image/png', data: Buffer.alloc(48_000, city).toString('base64') }],
    };
  },
);

await server.connect(new StdioServerTransport());
