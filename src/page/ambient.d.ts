/** Style sheets are collected into one file by the build; importing one has no value. */
declare module '*.css';

/** Address of the built JSON worker; scripts/build-page.ts replaces it. */
declare const __JSON_WORKER_URL__: string;

/** True in the page of a report, which has no collector. */
declare const __REPORT__: boolean;
