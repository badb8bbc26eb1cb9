/** What is written in advance for a call whose process may die without an exit: it is part of every record of a call. */
export const PROCESS_DIED = 'no reply: the process died without an exit (killed, aborted, crashed or out of memory)';
export const THREAD_DIED = 'no reply: the worker thread was terminated, or the process died';
