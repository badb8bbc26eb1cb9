/** Methods of lists, functions and objects: each comparison is written out; see all-genuine.ts. */
import { savedBuiltins } from '../builtins.js';
import type { SavedMethods } from './saved-methods.js';

const { owners, named, symbols } = savedBuiltins['methods'] as SavedMethods;

const areArrays = (
  (
    now: typeof owners.Array,
    {
      at,
      concat,
      entries,
      every,
      fill,
      filter,
      find,
      findIndex,
      findLastIndex,
      flat,
      flatMap,
      forEach,
      includes,
      indexOf,
      join,
      lastIndexOf,
      map,
      pop,
      push,
      reduce,
      shift,
      slice,
      some,
      sort,
      splice,
      toString: text,
      values,
    }: typeof named.Array,
    { iterator }: typeof symbols.Array,
  ) =>
  () =>
    now.at === at &&
    now.concat === concat &&
    now.entries === entries &&
    now.every === every &&
    now.fill === fill &&
    now.filter === filter &&
    now.find === find &&
    now.findIndex === findIndex &&
    now.findLastIndex === findLastIndex &&
    now.flat === flat &&
    now.flatMap === flatMap &&
    now.forEach === forEach &&
    now.includes === includes &&
    now.indexOf === indexOf &&
    now.join === join &&
    now.lastIndexOf === lastIndexOf &&
    now.map === map &&
    now.pop === pop &&
    now.push === push &&
    now.reduce === reduce &&
    now.shift === shift &&
    now.slice === slice &&
    now.some === some &&
    now.sort === sort &&
    now.splice === splice &&
    now.toString === text &&
    now.values === values &&
    now[Symbol.iterator] === iterator
)(owners.Array, named.Array, symbols.Array);

const areArrayIterators = (
  (now: typeof owners.ArrayIterator, { next }: typeof named.ArrayIterator) =>
  () =>
    now.next === next
)(owners.ArrayIterator, named.ArrayIterator);

const areIterators = (
  (now: typeof owners.Iterator, { iterator }: typeof symbols.Iterator) =>
  () =>
    now[Symbol.iterator] === iterator
)(owners.Iterator, symbols.Iterator);

const areFunctions = (
  (now: typeof owners.Function, { apply, bind, call, toString: text }: typeof named.Function) =>
  () =>
    now.apply === apply && now.bind === bind && now.call === call && now.toString === text
)(owners.Function, named.Function);

const areObjects = (
  (
    now: typeof owners.Object,
    { hasOwnProperty: hasOwn, isPrototypeOf: isPrototype, toString: text, valueOf: value }: typeof named.Object,
  ) =>
  () =>
    now.hasOwnProperty === hasOwn && now.isPrototypeOf === isPrototype && now.toString === text && now.valueOf === value
)(owners.Object, named.Object);

const arePromises = (
  (now: typeof owners.Promise, { then }: typeof named.Promise) =>
  () =>
    now.then === then
)(owners.Promise, named.Promise);

const areAsyncLocalStorages = (
  (now: typeof owners.AsyncLocalStorage, { enterWith, getStore, run }: typeof named.AsyncLocalStorage) =>
  () =>
    now.enterWith === enterWith && now.getStore === getStore && now.run === run
)(owners.AsyncLocalStorage, named.AsyncLocalStorage);

export const areListsGenuine = () =>
  areArrays() &&
  areArrayIterators() &&
  areIterators() &&
  areFunctions() &&
  areObjects() &&
  arePromises() &&
  areAsyncLocalStorages();
