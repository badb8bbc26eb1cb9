// `node --import mcpwatch/register`: the door for ESM preloads to the one CommonJS build.
import { createRequire } from 'node:module';

createRequire(import.meta.url)('./dist/register.cjs');
