/** Notations of secrets, as bits. Every finder has one. */
export const TOKENS = 1;
export const NAMES = 2;
export const URLS = 4;
export const LITERALS = 8;
export const PRIVATE_KEYS = 16;
export const ENCODED = 32;
export const SPELLINGS = 64;
/** Names from a setting, of which nothing is known. */
export const ANY_NAMES = 128;
