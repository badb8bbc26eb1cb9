/** What bench/otlp.mjs measures of our own; bundled by it, as a build would. */
export { JsonEncoder } from '../src/delivery/ship/otlp/encode/json.js';
export { ProtobufEncoder } from '../src/delivery/ship/otlp/encode/protobuf.js';
export { TRACE_REQUEST } from '../src/delivery/ship/otlp/encode/shapes.js';
