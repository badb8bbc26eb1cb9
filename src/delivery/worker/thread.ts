/** Both programs of our worker threads are one text, so that undici is in the package once. */
import { workerData } from 'node:worker_threads';

const { role } = workerData as { readonly role?: string };
void (role === 'courier' ? import('./courier.js') : import('./worker.js'));
