/**
 * The compiled seeds of all finders. The build replaces this file by its value (scripts/compiled-seeds-plugin.ts):
 * compiling them took 6 ms when a process met its first long text (#14).
 */
import { compileSeeds } from './compile-seeds.js';
import { SEED_PATTERNS } from './seed-patterns.js';

export const SEED_TABLES = compileSeeds(SEED_PATTERNS);
