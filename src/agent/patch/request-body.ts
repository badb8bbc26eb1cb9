/** Follows a host's reading of an HTTP request's body, so that what was asked is known without reading it ourselves. */
import { Buffer } from 'node:buffer';
import { isMethod, isObject, type Method } from '../../sdk-object.js';
import { shadowMethod } from './wrap.js';

/** Larger bodies are not kept: their messages are unknown. */
const MAX_BYTES = 256 * 1024;

/** The JSON-RPC messages of one request's body, once the host has read it. */
export class RequestBody {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #parsed: unknown;

  /** `parsed`: the body as the host has parsed it before; `request` is a web standard `Request`. */
  constructor(request: object, parsed: unknown) {
    this.#parsed = parsed;
    if (parsed !== undefined) return;
    shadowMethod(request, 'json', (original) => this.#noteResult(original, (value) => value));
    shadowMethod(request, 'text', (original) => this.#noteResult(original, parseJson));
    this.#followStream(request);
  }

  /** Empty when the body was not read, was too large, or is not JSON. */
  messages(): readonly unknown[] {
    const value =
      this.#parsed ?? (this.#bytes > MAX_BYTES ? undefined : parseJson(Buffer.concat(this.#chunks).toString()));
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }

  /** Nothing more is needed: the body would otherwise live as long as the request's asynchronous context. */
  forget(): void {
    this.#chunks = [];
    this.#bytes = Number.POSITIVE_INFINITY;
    this.#parsed = undefined;
  }

  #noteResult(original: Method, parse: (value: unknown) => unknown): Method {
    const body = this;
    return function (this: unknown, ...args: unknown[]) {
      const reading = Reflect.apply(original, this, args);
      // Whoever reads the body handles the rejection of this very promise.
      if (reading instanceof Promise) {
        reading.then(
          (value) => {
            body.#parsed = parse(value);
          },
          () => {},
        );
      }
      return reading;
    };
  }

  /** `body` is a getter of the prototype, and creates the stream when it is first asked for: it must not be asked early. */
  #followStream(request: object): void {
    const getter = inheritedGetter(request, 'body');
    if (getter === undefined || !Object.isExtensible(request)) return;
    let followed: unknown;
    const follow = (stream: unknown) => {
      if (isObject(stream) && stream !== followed) {
        followed = stream;
        shadowMethod(stream, 'getReader', (original) => this.#followReader(original));
      }
      return stream;
    };
    Object.defineProperty(request, 'body', { configurable: true, get: () => follow(getter.call(request)) });
  }

  #followReader(original: Method): Method {
    const body = this;
    return function getReader(this: unknown, ...args: unknown[]) {
      const reader = Reflect.apply(original, this, args);
      if (isObject(reader)) shadowMethod(reader, 'read', (read) => body.#noteChunks(read));
      return reader;
    };
  }

  #noteChunks(original: Method): Method {
    const body = this;
    return function read(this: unknown, ...args: unknown[]) {
      const reading = Reflect.apply(original, this, args);
      if (reading instanceof Promise)
        reading.then(
          (part) => body.#note(part),
          () => {},
        );
      return reading;
    };
  }

  #note(part: unknown): void {
    const chunk = isObject(part) ? part['value'] : undefined;
    if (!(chunk instanceof Uint8Array)) return;
    this.#bytes += chunk.byteLength;
    if (this.#bytes <= MAX_BYTES) this.#chunks.push(chunk);
    else this.#chunks = [];
  }
}

function inheritedGetter(value: object, name: string): Method | undefined {
  for (let it: unknown = Object.getPrototypeOf(value); isObject(it); it = Object.getPrototypeOf(it)) {
    const getter: unknown = Object.getOwnPropertyDescriptor(it, name)?.get;
    if (isMethod(getter)) return getter;
  }
  return undefined;
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
