/** Our own icons: 14 px, one stroke, drawn in the colour of the text around them. */

const PATHS = {
  ok: 'M3 7.5 6 10.5 11.5 4',
  error: 'M3.5 3.5l7 7M10.5 3.5l-7 7',
  running: 'M7 1.75a5.25 5.25 0 1 1-5.25 5.25M7 4v3l2 1.5',
  hanging: 'M3.5 2h7M3.5 12h7M4 2c0 3 6 3.5 6 6.5V12M10 2c0 3-6 3.5-6 6.5V12',
  died: 'M7 1.75c-3 0-5 2-5 4.6 0 1.7.9 2.9 2.2 3.6v2.3h5.6V9.95c1.3-.7 2.2-1.9 2.2-3.6 0-2.6-2-4.6-5-4.6ZM5 6.4v.2M9 6.4v.2M6 12.2v-1.6M8 12.2v-1.6',
  cancelled: 'M7 1.75a5.25 5.25 0 1 1 0 10.5 5.25 5.25 0 0 1 0-10.5ZM3.3 3.3l7.4 7.4',
  input_required: 'M5.5 3 2 6.5 5.5 10M2 6.5h6.5a3.5 3.5 0 0 1 0 7',
  task: 'M2 3h10M2 7h10M2 11h6',
  outbound: 'M12 7H2.5M6 3.5 2.5 7 6 10.5',
  filter: 'M1.75 2.5h10.5L8.25 7.5v4l-2.5-1.25V7.5Z',
  search: 'M6 1.75a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5ZM9.2 9.2l3 3',
  close: 'M3 3l8 8M11 3l-8 8',
  copy: 'M4.75 4.75h7v7h-7ZM9.25 4.75v-2.5h-7v7h2.5',
  pause: 'M4.5 2.5v9M9.5 2.5v9',
  play: 'M4 2.5v9l7-4.5Z',
  back: 'M8.5 2.5 4 7l4.5 4.5',
  next: 'M5.5 2.5 10 7l-4.5 4.5',
  open: 'M4 5.5 7 8.5l3-3',
  more: 'M2.5 7h.01M7 7h.01M11.5 7h.01',
  sun: 'M7 4.25a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 0 1 0-5.5ZM7 .9v1M7 12.1v1M.9 7h1M12.1 7h1M2.7 2.7l.7.7M10.6 10.6l.7.7M2.7 11.3l.7-.7M10.6 3.4l.7-.7',
  moon: 'M11.8 8.6A5.2 5.2 0 0 1 5.4 2.2a5.2 5.2 0 1 0 6.4 6.4Z',
  help: 'M5 5.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3v.2M7 10.6v.1',
  warning: 'M7 2 12.5 11.75h-11ZM7 5.75v2.75M7 10.2v.1',
  external: 'M5 3H2.75v8.25H11V9M8 2.5h3.5V6M11.5 2.5 6.5 7.5',
  highlight: 'M8.7 2.2l3.1 3.1-5.3 5.3H3.4V7.5zM2 12.5h10',
  upload: 'M7 9V2M4 4.8l3-3 3 3M2.5 12h9',
  download: 'M7 2v7M4 6.2l3 3 3-3M2.5 12h9',
} as const;

export type IconName = keyof typeof PATHS;

/** `label`: for a screen reader, where no word stands beside the icon. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 14 14"
      width="14"
      height="14"
      role={label === undefined ? 'presentation' : 'img'}
      aria-hidden={label === undefined ? 'true' : undefined}
      aria-label={label}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
