/** The bundled text of src/delivery/worker/thread.ts; see tsup.config.ts. */
declare module 'mcpwatch:worker-source' {
  const source: string;
  export default source;
}

/** The same of src/delivery/worker/otlp-program.ts. */
declare module 'mcpwatch:otlp-program' {
  const source: string;
  export default source;
}

/** The same of src/delivery/worker/proxied-program.ts. */
declare module 'mcpwatch:proxied-program' {
  const source: string;
  export default source;
}

declare module 'import-in-the-middle/create-hook.mjs' {
  import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module';

  type Awaitable<T> = T | Promise<T>;
  type Resolve<Resolved, Next> = (
    specifier: string,
    context: ResolveHookContext,
    next: (specifier: string, context?: Partial<ResolveHookContext>) => Next,
  ) => Resolved;

  export type Load = (
    url: string,
    context: LoadHookContext,
    next: (url: string, context?: Partial<LoadHookContext>) => Awaitable<LoadFnOutput>,
  ) => Promise<LoadFnOutput>;
  export type LoadSync = (
    url: string,
    context: LoadHookContext,
    next: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput,
  ) => LoadFnOutput;

  export function createHook(meta: { readonly url: string }): {
    applyOptions(options: { shouldInclude(url: string, specifier: string): boolean }): void;
    resolve: Resolve<Promise<ResolveFnOutput>, Awaitable<ResolveFnOutput>>;
    resolveSync: Resolve<ResolveFnOutput, ResolveFnOutput>;
    load: Load;
    loadSync: LoadSync;
  };
}

declare module 'import-in-the-middle/supports-sync-hooks.mjs' {
  export function supportsSyncHooks(): boolean;
}

/** undici has no declarations for its inner files; src/delivery/ship/http/proxied-post.ts says why it takes them. */
declare module 'undici/lib/api/index.js' {
  const api: Pick<typeof import('undici'), 'connect' | 'request'>;
  export default api;
}
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}
declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { Dispatcher as default } from 'undici';
}
declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  export { EnvHttpProxyAgent as default } from 'undici';
}

/** The part of WebAssembly that is used: its types are in TypeScript's library for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(program: Uint8Array);
  }
  class Instance {
    readonly exports: unknown;
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    constructor(size: { readonly initial: number });
  }
}
