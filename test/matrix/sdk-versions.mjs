/** The SDK versions of the matrix (#4). `latest` is resolved when the cache is filled. */
import { packages } from './packages.mjs';

export const V1 = [
  '1.0.4',
  '1.2.0',
  '1.4.1',
  '1.8.0',
  '1.10.2',
  '1.12.3',
  '1.15.1',
  '1.17.5',
  '1.20.2',
  '1.23.1',
  '1.25.3',
  '1.29.0',
  'latest',
];
export const V2 = ['2.0.0', '2.1.0', '2.2.0', '2.3.1', 'latest'];

/** zod 3 for SDKs that support no other; from 1.23 on they accept both. */
const zodFor = (version) => (/^1\.(?:\d|1\d|2[0-2])\./.test(version) ? '3' : '4');

export const v1Folder = (version) =>
  packages(`sdk-${version}`, { '@modelcontextprotocol/sdk': version, zod: zodFor(version) });

export const v2Folder = (version) =>
  packages(`server-${version}`, {
    '@modelcontextprotocol/server': version,
    '@modelcontextprotocol/node': '2',
    zod: '4',
  });
