/** The report as SARIF 2.1.0: results at the lines of the source where tools are registered. */
import { pathToFileURL } from 'node:url';
import type { Check, Rule } from '../../../analysis/check/check.js';
import { shortHash } from '../../../short-hash.js';
import { SDK } from '../../../version.js';
import { type Location, parseLocation } from '../../location.js';
import type { Report } from '../report.js';
import { unknownName } from './unknown-name.js';

const RULES: Readonly<Record<Rule, string>> = {
  crash: 'The process died during a call.',
  hang: 'A call hung.',
  stdout: 'Something was printed on the stdout of a stdio server, where only protocol messages may be.',
  secrets: 'A result contains what looks like a secret.',
  invalid: 'Arguments or a result do not fit the schema of the tool.',
  error: 'A call answered with an error.',
  budget: 'A limit of mcpwatch.json is exceeded.',
  expect: 'Something that must be called was not.',
  forbid: 'Something was called that must not be.',
  coverage: 'Too little of what servers list was called.',
  uncovered: 'Something is listed, and was never called.',
  'drift:breaking': 'The definition of a tool has changed so that calls may fail that worked before.',
  'drift:loosened': 'A tool accepts more than before.',
  'drift:description': 'The description of a tool, which a model reads, has changed.',
  'drift:added': 'Something was added to the definitions of tools.',
  'drift:cosmetic': 'The definition of a tool has changed in a way that nobody acts on.',
};

export function sarifReport(report: Report): string {
  const { verdict, root } = report;
  const results = verdict.checks.filter(({ outcome }) => outcome.status === 'failed' || outcome.status === 'noted');
  const rules = [...new Set(results.map(({ rule }) => rule))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mcpwatch',
            semanticVersion: SDK.version,
            rules: rules.map((id) => ({ id, shortDescription: { text: RULES[id] } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report)],
        results: results.map((check) => resultOf(check, rules.indexOf(check.rule), root)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** What could not be verified is no result: it says that there may be others. */
function invocation({ verdict }: Report) {
  const blocked = verdict.checks.flatMap(({ server, subject, outcome }) =>
    outcome.status === 'unknown' && outcome.blocks ? [`${server} ${subject}: ${outcome.message}`.trim()] : [],
  );
  const names = verdict.unknownNames.map(({ name, known }) => unknownName(name, known));
  const texts = [...names, ...verdict.unverified, ...blocked];
  return {
    executionSuccessful: texts.length === 0,
    toolExecutionNotifications: texts.map((text) => ({ level: 'error', message: { text } })),
  };
}

function resultOf({ rule, server, subject, title, outcome, location }: Check, ruleIndex: number, root: string) {
  const at = parseLocation(location, root);
  const what = [server, subject].filter((part) => part !== '').join(' › ');
  return {
    ruleId: rule,
    ruleIndex,
    level: outcome.status === 'failed' ? (outcome.severity === 'error' ? 'error' : 'warning') : 'note',
    message: { text: `${what === '' ? '' : `${what}: `}${outcome.message}` },
    locations: at === undefined ? [] : [{ physicalLocation: placeOf(at) }],
    // The same finding on another line is the same finding.
    partialFingerprints: { 'mcpwatch/v1': shortHash([rule, server, subject, title].join('\u0000'), 16) },
  };
}

function placeOf({ file, isInside, line, column }: Location) {
  return {
    artifactLocation: isInside ? { uri: encodeURI(file), uriBaseId: '%SRCROOT%' } : { uri: pathToFileURL(file).href },
    region: { startLine: line, startColumn: column },
  };
}
