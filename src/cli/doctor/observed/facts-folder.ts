/** The folder in which the processes of an examined server leave their facts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClassFact,
  type ConnectionFact,
  type EventFact,
  FACTS_ENDING,
  type Fact,
  type ProcessFact,
  type StrayFact,
} from '../../../run/facts.js';
import { isRecord } from '../exchange/link.js';

export interface Facts {
  readonly processes: readonly ProcessFact[];
  readonly classes: readonly ClassFact[];
  readonly connections: readonly ConnectionFact[];
  readonly events: readonly EventFact[];
  readonly strays: readonly StrayFact[];
}

export function readFacts(folder: string): Facts {
  const facts = readdirSync(folder)
    .filter((name) => name.endsWith(FACTS_ENDING))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').flatMap(readFact));
  return {
    processes: facts.filter((fact) => fact.fact === 'process'),
    classes: facts.filter((fact) => fact.fact === 'class'),
    connections: facts.filter((fact) => fact.fact === 'connection'),
    events: facts.filter((fact) => fact.fact === 'event'),
    strays: facts.filter((fact) => fact.fact === 'stray'),
  };
}

/** Written by our own code, of this version or another. */
function readFact(line: string): readonly Fact[] {
  try {
    const value: unknown = JSON.parse(line);
    return isFact(value) ? [value] : [];
  } catch {
    return [];
  }
}

const isFact = (value: unknown): value is Fact => isRecord(value) && typeof value['fact'] === 'string';
