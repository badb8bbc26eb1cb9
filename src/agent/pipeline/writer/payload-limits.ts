/** Limits that are not settings. The size limit of a payload is a setting: `maxPayloadBytes`. */

/** Bytes of the reply to a list request: `maxPayloadBytes` is meant for arguments and results. A line has 1 MiB in all. */
export const MAX_LIST_BYTES = 960 * 1024;
/** Levels of nested objects and arrays. */
export const MAX_DEPTH = 24;
/** Entries of one array, object, Map or Set, except in the reply to a list request, which has only the limit of its bytes. */
export const MAX_ENTRIES = 1000;
/** Characters of one property name. */
export const MAX_KEY_CHARS = 256;
/** Properties that are not written are counted up to this number; beyond it the mark says "or more". */
export const MAX_COUNTED = 10_000;
/** Bytes of `error_message`. */
export const MAX_ERROR_BYTES = 4096;
/** Bytes of all attributes, and of one. */
export const MAX_ATTRIBUTES_BYTES = 16_384;
/** Bytes of every other text field of an event. */
export const MAX_FIELD_BYTES = 1024;
/**
 * Characters read beyond a cut, so that a secret that begins before the cut is recognised. Text this close to the end
 * of what was read is never shown.
 */
export const CUT_MARGIN = 4096;
