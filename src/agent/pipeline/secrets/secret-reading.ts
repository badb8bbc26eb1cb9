/**
 * Everything that only an unusual name or a suspicious text needs. It is a third of the agent's code, so the built agent
 * holds it in a function that runs when one of these is first called: a start does without it (#14,
 * scripts/evaluated-later-plugin.ts).
 */
export { createNameJudge, isSecretUnder } from './name-judge.js';
export { createTextReader } from './text-reader.js';
export { hasOpaqueWord } from './value-judgement.js';
