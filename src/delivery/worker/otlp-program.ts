/**
 * OTLP for the worker thread: a text within dist/otlp-target.cjs, which is put before the worker's program when it is
 * to send over OTLP.
 */
import { offerPart } from './offered-parts.js';
import { otlpDestination } from './otlp-destination.js';

offerPart({ otlp: otlpDestination });
