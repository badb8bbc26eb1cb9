/** Certificates for 127.0.0.1, each signed by itself: `openssl req -x509`, valid until 2126. */
import { readFileSync } from 'node:fs';
import { fixture } from './project.js';

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

export function certificate(name: 'server' | 'client'): Pem {
  const read = (ending: string) => readFileSync(fixture(`tls/${name}.${ending}`), 'utf8');
  return { cert: read('crt'), key: read('key') };
}
