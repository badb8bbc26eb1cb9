/**
 * Which modules of the MCP SDK are hooked by name, and what of their exports matters. Deep files are listed
 * because the v1 package name itself does not resolve: its main file is missing from the package.
 */

/** As hosts `require` them. */
const SPECIFIER = /^@modelcontextprotocol\/(?:sdk\/server(?:\/(?:index|mcp)\.js)?|server(?:\/stdio)?)$/;

/** Whether a `require` of `specifier` brings in a server class or entry of the SDK. */
export function isSdkSpecifier(specifier: string): boolean {
  return specifier.startsWith('@modelcontextprotocol/') && SPECIFIER.test(specifier);
}

/** Addresses of the ESM modules that export the server classes of v1, and those and the entries of v2. */
const SERVER_MODULE =
  /\/@modelcontextprotocol\/(?:sdk\/dist\/(?:esm\/)?server\/(?:index|mcp)\.js|server\/dist\/(?:index|stdio)\.m?js)$/;

export function isServerModule(url: string): boolean {
  return url.includes('/@modelcontextprotocol/') && SERVER_MODULE.test(url);
}

/** Files that the require door wraps, as require-in-the-middle names them: package, path, no extension. */
export const REQUIRE_MODULES = [
  '@modelcontextprotocol/sdk/dist/cjs/server/index',
  '@modelcontextprotocol/sdk/dist/cjs/server/mcp',
  '@modelcontextprotocol/server',
  '@modelcontextprotocol/server/dist/index',
  '@modelcontextprotocol/server/dist/stdio',
] as const;

/**
 * Exports that are handed over, in this order: the two classes, and v2's entries, which answer before any server
 * exists; the transport's class before the entry that makes one.
 */
export const SDK_EXPORTS = ['Server', 'McpServer', 'StdioServerTransport', 'createMcpHandler', 'serveStdio'] as const;

/** `undefined` also where the export is a getter that fails. */
export function readExport(exports: object, name: string): unknown {
  try {
    return (exports as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
