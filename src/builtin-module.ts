/** Node's own modules, loaded when they are needed: `import` would load them at the start of every process. */

const { process: host } = globalThis;

declare const require: NodeJS.Require;

/** Node before 20.16 has no such method, and there the preload has to get as far as saying so (#13). */
export const builtin: NodeJS.Process['getBuiltinModule'] = host.getBuiltinModule ?? ((id: string) => require(id));
