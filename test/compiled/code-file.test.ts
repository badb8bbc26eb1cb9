import { describe, expect, it } from 'vitest';
import { CODE_FILE, codeFileName, packCode, unpackCode } from '../../src/compiled/code-file.js';

const SOURCE = Buffer.from('exports.answer = () => 42;');
const CODE = Buffer.from([1, 2, 3, 4, 5, 6, 7]);

describe('a file of compiled code', () => {
  it('gives back the code for the source that it was made from', () => {
    expect(unpackCode(packCode(SOURCE, CODE), SOURCE)).toEqual(CODE);
  });

  it('gives nothing for another source, not even of the same length', () => {
    const other = Buffer.from(SOURCE.toString().replace('42', '43'));
    expect(unpackCode(packCode(SOURCE, CODE), other)).toBeUndefined();
    expect(unpackCode(packCode(SOURCE, CODE), Buffer.concat([SOURCE, SOURCE]))).toBeUndefined();
  });

  it('gives nothing when any one of its bytes is another', () => {
    const whole = packCode(SOURCE, CODE);
    const accepted = [...whole.keys()].filter((at) => {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      return unpackCode(damaged, SOURCE) !== undefined;
    });
    expect(accepted).toEqual([]);
  });

  it('gives nothing when it is cut off anywhere', () => {
    const whole = packCode(SOURCE, CODE);
    const accepted = [...whole.keys()].filter((end) => unpackCode(whole.subarray(0, end), SOURCE) !== undefined);
    expect(accepted).toEqual([]);
  });

  it.each(['preload', 'agent'] as const)(
    'is named after %s.cjs and the build of Node.js, and found by its name',
    (of) => {
      const name = codeFileName(of);
      expect(name).toMatch(new RegExp(`^${of}-${process.version}-${process.arch}-[0-9a-z]+\\.code$`));
      expect(['segment.seg', name, `${name}.123`].map((each) => CODE_FILE.test(each))).toEqual([false, true, true]);
    },
  );
});
