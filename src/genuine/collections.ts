/** Methods of maps and sets: each comparison is written out; see all-genuine.ts. */
import { savedBuiltins } from '../builtins.js';
import type { SavedMethods } from './saved-methods.js';

const { owners, named, symbols } = savedBuiltins['methods'] as SavedMethods;

const areMaps = (
  (
    now: typeof owners.Map,
    { clear, delete: remove, entries, forEach, get, has, keys, set, values }: typeof named.Map,
    { iterator }: typeof symbols.Map,
  ) =>
  () =>
    now.clear === clear &&
    now.delete === remove &&
    now.entries === entries &&
    now.forEach === forEach &&
    now.get === get &&
    now.has === has &&
    now.keys === keys &&
    now.set === set &&
    now.values === values &&
    now[Symbol.iterator] === iterator
)(owners.Map, named.Map, symbols.Map);

const areSets = (
  (
    now: typeof owners.Set,
    { add, clear, delete: remove, entries, forEach, has, keys, values }: typeof named.Set,
    { iterator }: typeof symbols.Set,
  ) =>
  () =>
    now.add === add &&
    now.clear === clear &&
    now.delete === remove &&
    now.entries === entries &&
    now.forEach === forEach &&
    now.has === has &&
    now.keys === keys &&
    now.values === values &&
    now[Symbol.iterator] === iterator
)(owners.Set, named.Set, symbols.Set);

const areMapIterators = (
  (now: typeof owners.MapIterator, { next }: typeof named.MapIterator) =>
  () =>
    now.next === next
)(owners.MapIterator, named.MapIterator);

const areSetIterators = (
  (now: typeof owners.SetIterator, { next }: typeof named.SetIterator) =>
  () =>
    now.next === next
)(owners.SetIterator, named.SetIterator);

const areWeakMaps = (
  (now: typeof owners.WeakMap, { delete: remove, get, has, set }: typeof named.WeakMap) =>
  () =>
    now.delete === remove && now.get === get && now.has === has && now.set === set
)(owners.WeakMap, named.WeakMap);

const areWeakSets = (
  (now: typeof owners.WeakSet, { add, delete: remove, has }: typeof named.WeakSet) =>
  () =>
    now.add === add && now.delete === remove && now.has === has
)(owners.WeakSet, named.WeakSet);

const areWeakRefs = (
  (now: typeof owners.WeakRef, { deref }: typeof named.WeakRef) =>
  () =>
    now.deref === deref
)(owners.WeakRef, named.WeakRef);

export const areCollectionsGenuine = () =>
  areMaps() && areSets() && areMapIterators() && areSetIterators() && areWeakMaps() && areWeakSets() && areWeakRefs();
