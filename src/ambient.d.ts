/** The bundled text of src/worker.ts; see tsup.config.ts. */
declare module 'mcpwatch:worker-source' {
  const source: string;
  export default source;
}

/** undici has no declarations for its inner files; src/ship/endpoint.ts says why it takes them. */
declare module 'undici/lib/api/index.js' {
  const api: Pick<typeof import('undici'), 'connect' | 'request'>;
  export default api;
}
declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { Dispatcher as default } from 'undici';
}
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  export { EnvHttpProxyAgent as default } from 'undici';
}
