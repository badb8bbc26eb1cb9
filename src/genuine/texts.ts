/** Methods of texts: each comparison is written out; see all-genuine.ts. */
import { savedBuiltins } from '../builtins.js';
import type { SavedMethods } from './saved-methods.js';

const { owners, named, symbols } = savedBuiltins['methods'] as SavedMethods;

const areStrings = (
  (
    now: typeof owners.String,
    {
      at,
      charAt,
      charCodeAt,
      endsWith,
      includes,
      indexOf,
      lastIndexOf,
      match,
      matchAll,
      normalize,
      padStart,
      repeat,
      replace,
      replaceAll,
      search,
      slice,
      split,
      startsWith,
      toLowerCase,
      toString: text,
      toUpperCase,
      trim,
      trimEnd,
    }: typeof named.String,
    { iterator }: typeof symbols.String,
  ) =>
  () =>
    now.at === at &&
    now.charAt === charAt &&
    now.charCodeAt === charCodeAt &&
    now.endsWith === endsWith &&
    now.includes === includes &&
    now.indexOf === indexOf &&
    now.lastIndexOf === lastIndexOf &&
    now.match === match &&
    now.matchAll === matchAll &&
    now.normalize === normalize &&
    now.padStart === padStart &&
    now.repeat === repeat &&
    now.replace === replace &&
    now.replaceAll === replaceAll &&
    now.search === search &&
    now.slice === slice &&
    now.split === split &&
    now.startsWith === startsWith &&
    now.toLowerCase === toLowerCase &&
    now.toString === text &&
    now.toUpperCase === toUpperCase &&
    now.trim === trim &&
    now.trimEnd === trimEnd &&
    now[Symbol.iterator] === iterator
)(owners.String, named.String, symbols.String);

const areRegExps = (
  (
    now: typeof owners.RegExp,
    { exec, test, toString: text }: typeof named.RegExp,
    { match, matchAll, replace, search, split }: typeof symbols.RegExp,
  ) =>
  () =>
    now.exec === exec &&
    now.test === test &&
    now.toString === text &&
    now[Symbol.match] === match &&
    now[Symbol.matchAll] === matchAll &&
    now[Symbol.replace] === replace &&
    now[Symbol.search] === search &&
    now[Symbol.split] === split
)(owners.RegExp, named.RegExp, symbols.RegExp);

const areNumbers = (
  (now: typeof owners.Number, { toFixed, toString: text }: typeof named.Number) =>
  () =>
    now.toFixed === toFixed && now.toString === text
)(owners.Number, named.Number);

const areStringIterators = (
  (now: typeof owners.StringIterator, { next }: typeof named.StringIterator) =>
  () =>
    now.next === next
)(owners.StringIterator, named.StringIterator);

const areMatchIterators = (
  (now: typeof owners.MatchIterator, { next }: typeof named.MatchIterator) =>
  () =>
    now.next === next
)(owners.MatchIterator, named.MatchIterator);

export const areTextsGenuine = () =>
  areStrings() && areRegExps() && areNumbers() && areStringIterators() && areMatchIterators();
