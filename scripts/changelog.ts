/** Reading and dating CHANGELOG.md (https://keepachangelog.com), and comparing versions. */

const UNRELEASED = '## [Unreleased]\n';

/** The text under the heading of `version`, without the heading; empty when there is none. */
export function releaseNotes(changelog: string, version: string): string {
  const [, rest] = changelog.split(`## [${version}]`);
  const body = rest?.slice(rest.indexOf('\n')) ?? '';
  const next = body.indexOf('\n## [');
  return body.slice(0, next < 0 ? undefined : next).trim();
}

/** The changelog with everything unreleased moved to `version`, dated `date` (YYYY-MM-DD). */
export function withRelease(changelog: string, version: string, date: string): string {
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## [${version}] - ${date}\n`);
}

/** Whether `version` comes after `current`; both are three numbers. */
export function isNewer(version: string, current: string): boolean {
  const currentParts = current.split('.').map(Number);
  const changes = version.split('.').map((part, at) => Number(part) - (currentParts[at] ?? 0));
  return (changes.find((change) => change !== 0) ?? 0) > 0;
}
