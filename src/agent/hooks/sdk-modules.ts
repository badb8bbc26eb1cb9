/**
 * Which modules of the MCP SDK are hooked by name, and which of their exports matter. Deep files are listed because
 * the v1 package name itself does not resolve: its main file is missing from the package.
 */

/** The specifiers that hosts `require`. */
const SPECIFIER = /^@modelcontextprotocol\/(?:sdk\/server(?:\/(?:index|mcp)\.js)?|server(?:\/stdio)?)$/;

/** Whether a `require` of `specifier` loads a server class or an entry of the SDK. */
export function isSdkSpecifier(specifier: string): boolean {
  return specifier.startsWith('@modelcontextprotocol/') && SPECIFIER.test(specifier);
}

/** Addresses of the ESM modules that export the server classes of v1, and the classes and entries of v2. */
const SERVER_MODULE =
  /\/@modelcontextprotocol\/(?:sdk\/dist\/(?:esm\/)?server\/(?:index|mcp)\.js|server\/dist\/(?:index|stdio)\.m?js)$/;

export function isServerModule(url: string): boolean {
  return url.includes('/@modelcontextprotocol/') && SERVER_MODULE.test(url);
}

/** Files that the `require` hook wraps, in require-in-the-middle's notation: package, path, no extension. */
export const REQUIRE_MODULES = [
  '@modelcontextprotocol/sdk/dist/cjs/server/index',
  '@modelcontextprotocol/sdk/dist/cjs/server/mcp',
  '@modelcontextprotocol/server',
  '@modelcontextprotocol/server/dist/index',
  '@modelcontextprotocol/server/dist/stdio',
] as const;

/**
 * Exports that are passed to `patch/`, in this order: the two classes, then v2's entries, which answer before any server
 * exists; the class of the transport precedes the entry that creates one.
 */
export const SDK_EXPORTS = ['Server', 'McpServer', 'StdioServerTransport', 'createMcpHandler', 'serveStdio'] as const;

/** Also `undefined` for an export that is a getter which throws. */
export function readExport(exports: object, name: string): unknown {
  try {
    return Reflect.get(exports, name);
  } catch {
    return undefined;
  }
}
