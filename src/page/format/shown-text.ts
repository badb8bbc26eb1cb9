/** Senders choose names, and their length: a name of 100 kB must not be laid out for every frame, nor fill a tooltip. */
const SHOWN_CHARS = 500;

/** More of a text than any line shows. */
export const shownText = (text: string): string => text.slice(0, SHOWN_CHARS);
