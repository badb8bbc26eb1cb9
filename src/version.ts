/** The name and version under which mcpwatch reports. */
import type { SdkIdentity } from './model.js';

declare const __MCPWATCH_VERSION__: string | undefined;

/** The build puts in the version from package.json; `0.0.0-source` when run from source. */
export const SDK: SdkIdentity = {
  name: 'mcpwatch-node',
  version: typeof __MCPWATCH_VERSION__ === 'string' ? __MCPWATCH_VERSION__ : '0.0.0-source',
};
