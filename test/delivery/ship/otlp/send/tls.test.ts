/** OTEL_EXPORTER_OTLP_CERTIFICATE, CLIENT_KEY and CLIENT_CERTIFICATE, against a server that insists on them. */
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Tls } from '../../../../../src/delivery/ship/http/post.js';
import { certificate } from '../../../../support/certificates.js';
import { proxyTo } from '../../proxy.js';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';

const server = certificate('server');
const client = certificate('client');

/** Answers with 200 only to the client's certificate, when it is asked for one. */
async function receiver(options: ServerOptions = {}): Promise<string> {
  const https = createServer({ ...server, ...options }, (request, response) => {
    const isKnown = !options.requestCert || (request.socket as TLSSocket).authorized;
    request.resume().on('end', () => response.writeHead(isKnown ? 200 : 403).end());
  });
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => https.closeAllConnections());
  onTestFinished(() => void https.close());
  return `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
}

const LINES = [lineOf()];
const NONE = { ca: undefined, cert: undefined, key: undefined };

describe('TLS', () => {
  it('trusts the certificate that is named, and no other', async () => {
    const url = await receiver();
    const trusting = destinationAt(url, {}, {}, { ...NONE, ca: server.cert }).destination;
    expect(await trusting.send(LINES)).toMatchObject({ status: 'delivered' });
    const strange = destinationAt(url, {}, {}, { ...NONE, ca: client.cert }).destination;
    expect(await strange.send(LINES)).toMatchObject({
      status: 'retryable',
      why: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
    const byDefault = destinationAt(url).destination;
    expect(await byDefault.send(LINES)).toMatchObject({
      status: 'retryable',
      why: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
  });

  it('shows the client certificate', async () => {
    const url = await receiver({ requestCert: true, rejectUnauthorized: false, ca: client.cert });
    const known = destinationAt(url, {}, {}, { ca: server.cert, ...client }).destination;
    expect(await known.send(LINES)).toMatchObject({ status: 'delivered' });
    const unknown = destinationAt(url, {}, {}, { ...NONE, ca: server.cert }).destination;
    expect(await unknown.send(LINES)).toMatchObject({ status: 'rejected', why: expect.stringContaining('403') });
  });

  it('names the setting that is missing', async () => {
    const url = await receiver({ requestCert: true, rejectUnauthorized: true, ca: client.cert });
    const sent = (tls: Tls) => destinationAt(url, {}, {}, tls).destination.send(LINES);
    expect(await sent(NONE)).toMatchObject({
      why: expect.stringMatching(
        /^its certificate is not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\); OTEL_EXPORTER_OTLP_CERTIFICATE can name/,
      ),
      remedy: 'the user acts',
    });
    expect(await sent({ ...NONE, ca: server.cert })).toMatchObject({
      why: expect.stringMatching(
        /^it accepts no client without a certificate that it knows \(ERR_SSL_.*\); OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE can name one$/,
      ),
      remedy: 'the user acts',
    });
    expect(await sent({ ca: server.cert, ...client })).toMatchObject({ status: 'delivered' });
  });

  it('does both through a proxy', async () => {
    const url = await receiver({ requestCert: true, rejectUnauthorized: false, ca: client.cert });
    const proxy = await proxyTo(url);
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    const { destination } = destinationAt('https://collector.invalid', env, {}, { ca: server.cert, ...client });
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
    expect(proxy.asked).toEqual(['collector.invalid:443']);
  });
});
