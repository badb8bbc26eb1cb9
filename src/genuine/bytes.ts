/** Methods of bytes: each comparison is written out; see all-genuine.ts. */
import { savedBuiltins } from '../builtins.js';
import type { SavedMethods } from './saved-methods.js';

const { owners, named, symbols } = savedBuiltins['methods'] as SavedMethods;

const areTypedArrays = (
  (
    now: typeof owners.TypedArray,
    {
      copyWithin,
      entries,
      every,
      fill,
      find,
      forEach,
      includes,
      indexOf,
      join,
      map,
      set,
      slice,
      some,
      subarray,
      values,
    }: typeof named.TypedArray,
    { iterator }: typeof symbols.TypedArray,
  ) =>
  () =>
    now.copyWithin === copyWithin &&
    now.entries === entries &&
    now.every === every &&
    now.fill === fill &&
    now.find === find &&
    now.forEach === forEach &&
    now.includes === includes &&
    now.indexOf === indexOf &&
    now.join === join &&
    now.map === map &&
    now.set === set &&
    now.slice === slice &&
    now.some === some &&
    now.subarray === subarray &&
    now.values === values &&
    now[Symbol.iterator] === iterator
)(owners.TypedArray, named.TypedArray, symbols.TypedArray);

const areBuffers = (
  (
    now: typeof owners.Buffer,
    {
      base64Slice,
      base64Write,
      base64urlWrite,
      copy,
      equals,
      fill,
      hexSlice,
      hexWrite,
      includes,
      indexOf,
      latin1Slice,
      latin1Write,
      readInt32BE,
      slice,
      subarray,
      toString: text,
      ucs2Write,
      utf8Slice,
      utf8Write,
      write,
    }: typeof named.Buffer,
  ) =>
  () =>
    now.base64Slice === base64Slice &&
    now.base64Write === base64Write &&
    now.base64urlWrite === base64urlWrite &&
    now.copy === copy &&
    now.equals === equals &&
    now.fill === fill &&
    now.hexSlice === hexSlice &&
    now.hexWrite === hexWrite &&
    now.includes === includes &&
    now.indexOf === indexOf &&
    now.latin1Slice === latin1Slice &&
    now.latin1Write === latin1Write &&
    now.readInt32BE === readInt32BE &&
    now.slice === slice &&
    now.subarray === subarray &&
    now.toString === text &&
    now.ucs2Write === ucs2Write &&
    now.utf8Slice === utf8Slice &&
    now.utf8Write === utf8Write &&
    now.write === write
)(owners.Buffer, named.Buffer);

const areDataViews = (
  (now: typeof owners.DataView, { getInt32, getUint32, setInt32, setUint16, setUint32 }: typeof named.DataView) =>
  () =>
    now.getInt32 === getInt32 &&
    now.getUint32 === getUint32 &&
    now.setInt32 === setInt32 &&
    now.setUint16 === setUint16 &&
    now.setUint32 === setUint32
)(owners.DataView, named.DataView);

export const areBytesGenuine = () => areTypedArrays() && areBuffers() && areDataViews();
