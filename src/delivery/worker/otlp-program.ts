/**
 * OTLP for the worker thread: a text within dist/otlp-target.cjs, which is put before the worker's program when it is
 * to send over OTLP. What both need, undici above all, is in the worker's program alone.
 */
import { offerDestination } from './offered-destinations.js';
import { otlpDestination } from './otlp-destination.js';

offerDestination('otlp', otlpDestination);
