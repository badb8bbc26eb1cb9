/** Times in the reader's own zone; relative ones are shown only beside these. */

const two = (value: number) => String(value).padStart(2, '0');

/** `14:03:22.481`. */
export function clockTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '–';
  return `${shortTime(iso)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `14:03:22`. */
export function shortTime(iso: string): string {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `14:03:22.481` today, `11-26 14:03:22` on another day. */
export function listTime(iso: string): string {
  const date = dateOf(iso);
  return date === dateOf(new Date().toISOString()) || Number.isNaN(Date.parse(iso))
    ? clockTime(iso)
    : `${date.slice(-5)} ${shortTime(iso)}`;
}

/** `2026-11-26`. */
export function dateOf(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `UTC+02:00`, in force at that time. */
export function zoneOffset(iso: string): string {
  const minutes = -new Date(iso).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2026-11-26 14:03:22.481 UTC+02:00`. */
export const fullTime = (iso: string): string => `${dateOf(iso)} ${clockTime(iso)} ${zoneOffset(iso)}`;

/** `2026-11-26 14:03:22 to 14:18:22 UTC+02:00`: what both ends have in common is said once. */
export function periodText(from: string, to: string): string {
  const end = dateOf(from) === dateOf(to) ? shortTime(to) : `${dateOf(to)} ${shortTime(to)}`;
  return `${dateOf(from)} ${shortTime(from)} to ${end} ${zoneOffset(to)}`;
}

/** Labels of an axis with these times: seconds only where some differ in them, days where there are several. */
export function axisTimes(times: readonly number[]): readonly string[] {
  const isos = times.map((ms) => new Date(ms).toISOString());
  const isOneDay = new Set(isos.map(dateOf)).size < 2;
  const clocks = isos.map(shortTime);
  const hasSeconds = clocks.some((clock) => !clock.endsWith(':00'));
  const isMidnight = (clock: string) => clock === '00:00:00';
  return clocks.map((clock, index) =>
    !isOneDay && isMidnight(clock) ? dateOf(isos[index] ?? '').slice(-5) : hasSeconds ? clock : clock.slice(0, 5),
  );
}

const AGES: readonly (readonly [fromMs: number, ms: number, unit: string])[] = [
  [86_400_000, 86_400_000, 'd'],
  [3_600_000, 3_600_000, 'h'],
  [60_000, 60_000, 'min'],
  [0, 1000, 's'],
];

/** `3 min ago`. */
export function ageOf(iso: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(iso));
  const [, unitMs, unit] = AGES.find(([from]) => ms >= from) ?? [0, 1000, 's'];
  return `${Math.floor(ms / unitMs)} ${unit} ago`;
}
