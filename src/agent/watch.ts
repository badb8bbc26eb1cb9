/**
 * What runs behind the patch once a server has connected: settings are read, and capture, pipeline, delivery and the
 * exit listeners are created and wired to each other.
 */

import { keepCode } from '../compiled/keep-code.js';
import type { Code } from '../compiled/load-code.js';
import { type GivenOptions, UNREADABLE } from '../config/given-options.js';
import { parseConfig, type Settings } from '../config/parse-config.js';
import { Deliveries } from '../delivery/main/deliveries.js';
import { Delivery } from '../delivery/main/delivery.js';
import { createOtlpDelivery } from '../delivery/main/otlp-delivery.js';
import { takenBy, targetOf } from '../delivery/target.js';
import { createDiagnostics, type Diagnostics } from '../diagnostics.js';
import { environment } from '../environment.js';
import { errorText } from '../error-text.js';
import { createLedger, type Ledger } from '../ledger.js';
import type { BegunCall, Connection, ConnectionObserver, EventSink, QuotaInfo } from '../model.js';
import type { Examination, FromPreload } from './agent-interface.js';
import { createCallerAttributes } from './caller-attributes.js';
import { callerSalt } from './caller-salt.js';
import type { CallerAttributes } from './capture/caller.js';
import { type Capture, createCapture } from './capture/capture.js';
import { instanceName } from './capture/ids.js';
import { installExit } from './exit.js';
import { keyedHash } from './keyed-hash.js';
import { onServed } from './patch/guarded-observer.js';
import { createPipeline } from './pipeline/pipeline.js';
import { createRunMark } from './run-mark.js';
import { statusLine } from './status-line.js';
import { createStdoutReports, type StdoutReports } from './stdout-reports.js';
import { claimCounters } from './watching-threads.js';
import { createWills } from './wills.js';

export class Watch {
  readonly #settings: Settings;
  readonly #diagnostics: Diagnostics;
  readonly #ledger: Ledger = createLedger();
  readonly #delivery: Deliveries;
  /** `undefined` when the settings say `disabled`. */
  readonly #capture: Capture | undefined;
  readonly #stdout: StdoutReports | undefined;
  /** The first connection, until the line on stderr has said what is watched. */
  #unannounced: Connection | undefined;
  #isFinished = false;

  /** Takes the events instead of the endpoint: doctor's own questions are nobody's traffic. */
  readonly #examination: Examination | undefined;

  /** `connection` is the first one; `hookProblems` are reported with it. */
  constructor(
    connection: Connection,
    options: GivenOptions,
    hookProblems: readonly string[],
    { examination, stdoutGuard, codes = [] }: FromPreload,
  ) {
    this.#examination = examination;
    examination?.connected(connection, options, hookProblems);
    const { settings, problems } = parseConfig(environment(), options);
    this.#settings = settings;
    this.#diagnostics = createDiagnostics(settings.log);
    for (const { variable, message } of problems) this.#diagnostics.error(`${variable}: ${message}`);
    for (const problem of hookProblems) this.#diagnostics.error(problem);
    const delivery = new Delivery({
      settings,
      diagnostics: this.#diagnostics,
      ledger: this.#ledger,
      counters: claimCounters(),
    });
    this.#delivery = new Deliveries(
      { delivery, ledger: this.#ledger, taken: takenBy(targetOf(settings)) },
      settings.disabled || examination !== undefined
        ? undefined
        : createOtlpDelivery(settings, this.#diagnostics, instanceName()),
    );
    this.#listenToQuota(delivery, options['onQuotaWarning']);
    this.#capture = settings.disabled ? undefined : this.#startCapture();
    if (this.#capture === undefined) return;
    this.#stdout = createStdoutReports({
      mode: examination === undefined ? settings.stdout : 'off',
      guard: stdoutGuard,
      capture: this.#capture,
      onProblem: (text) => this.#diagnostics.error(text),
    });
    installExit({
      finish: (death) => {
        this.#announce(this.#unannounced);
        this.#stdout?.finish();
        this.#capture?.finish(death);
      },
      flush: (onLongWait) => this.#delivery.flushSync(settings.shutdownTimeoutMs, onLongWait),
    });
    this.#keep(codes);
    this.#unannounced = connection;
  }

  #keep(codes: readonly Code[]): void {
    const { spool } = this.#settings;
    if (codes.length > 0) this.#diagnostics.debug(`the code is ${codes.map(({ kind }) => kind).join(', ')}`);
    if (spool.kind !== 'disk') return;
    for (const code of codes) keepCode(code, spool.dir);
  }

  observe(connection: Connection): ConnectionObserver | undefined {
    const session = this.#capture?.observe(connection);
    const observer = session && (this.#stdout?.observe(connection, session) ?? session);
    if (observer === undefined || this.#unannounced === undefined) return observer;
    if (connection.server === undefined)
      return onServed(observer, (server) => this.#announce({ ...connection, server }));
    this.#announce(connection);
    return observer;
  }

  flush(timeoutMs: number): Promise<boolean> {
    return this.#delivery.flush(timeoutMs);
  }

  /** Ends every session, and captures nothing from then on. */
  async shutdown(timeoutMs: number): Promise<boolean> {
    this.#stdout?.finish();
    this.#capture?.finish('shutdown');
    this.#isFinished = true;
    const isDelivered = await this.#delivery.flush(timeoutMs);
    await this.#delivery.close();
    return isDelivered;
  }

  /** Delivers what threads that have ended have left. */
  adopt(): void {
    this.#delivery.adopt();
  }

  onFault(error: unknown): void {
    this.#ledger.captured();
    this.#ledger.drop('capture_error', 1);
    this.#diagnostics.once('capture_error', `an event could not be captured: ${errorText(error)}`);
  }

  reportLateOptions(names: readonly string[]): void {
    if (names.length === 0) return;
    const text = `instrument(): ${names.join(', ')} came after the first server had connected, and changes nothing`;
    this.#diagnostics.once('late_options', text);
  }

  error(text: string): void {
    this.#diagnostics.error(text);
  }

  /** Once, with the first server that has a name: entries of SDK v2 listen before they have one. */
  #announce(connection: Connection | undefined): void {
    if (connection === undefined || this.#unannounced === undefined) return;
    this.#unannounced = undefined;
    this.#diagnostics.info(statusLine(connection, this.#settings, this.#delivery.otlpAddresses));
  }

  #startCapture(): Capture {
    const delivery = this.#delivery;
    const pipeline = createPipeline({
      settings: this.#settings,
      ledger: this.#ledger,
      ledgerOf: (audience) => delivery.ledgerOf(audience),
      append: (line, spanId, audience) => delivery.append(line, spanId, audience),
      appendSampledOut: delivery.countsAll ? (line) => delivery.appendToCount(line) : undefined,
      records: delivery,
    });
    const noteWill = createWills(this.#settings, this.#delivery);
    const mark = createRunMark(this.#settings.runId);
    const emit: EventSink['emit'] = (event, audience = 'everyone') => {
      if (this.#isFinished) return;
      if (this.#examination !== undefined) {
        if (audience === 'everyone') this.#examination.emitted(event);
        return;
      }
      const marked = mark(event);
      pipeline.emit(marked, audience);
      noteWill(marked);
    };
    const begun = (call: BegunCall) => {
      if (!this.#isFinished && this.#examination === undefined) pipeline.begun(call);
    };
    const { hungAfterMs, sampleRate } = this.#settings;
    return createCapture(
      { ...pipeline, emit },
      {
        openCalls: { ...pipeline, begun },
        tracing: delivery.tracing,
        callerAttributes: this.#callerAttributes(),
        // A call that is reported as started and then left out by sampling would seem to run forever.
        hasListener: (audience) => delivery.takes(audience) && (audience !== 'live' || sampleRate >= 1),
        hungAfterMs,
        onFault: (error) => this.onFault(error),
      },
    );
  }

  #callerAttributes(): CallerAttributes {
    const { identity, spool } = this.#settings;
    return createCallerAttributes({
      mode: identity,
      hashWith: () => keyedHash(callerSalt(spool, this.#diagnostics)),
      onFailure: (error) =>
        this.#diagnostics.once('caller', `MCPWATCH_IDENTITY: a caller could not be read: ${errorText(error)}`),
    });
  }

  /** `ok` is no warning. What the listener throws, or rejects with, is delivery's to handle. */
  #listenToQuota(delivery: Delivery, listener: unknown): void {
    if (listener === undefined || listener === UNREADABLE) return;
    if (isQuotaListener(listener)) {
      delivery.onQuotaChange((info) => (info.status === 'ok' ? undefined : listener(info)));
    } else {
      this.#diagnostics.error('option onQuotaWarning: expected a function; quota warnings go to stderr only');
    }
  }
}

const isQuotaListener = (value: unknown): value is (info: QuotaInfo) => unknown => typeof value === 'function';
