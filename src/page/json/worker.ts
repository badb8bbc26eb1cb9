/** The JSON worker: one document at a time, fetched, parsed and searched here. */
import { JsonAnswers } from './json-answers.js';
import type { Asked } from './protocol.js';

const answers = new JsonAnswers((url) => fetch(url));

self.addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  self.postMessage(await answers.to(data));
});
