import { describe, expect, it } from 'vitest';
import { createOwner, livenessOf } from '../../../../src/delivery/spool/format/owner.js';
import { type ProcessTable, processTable } from '../../../../src/delivery/spool/format/process-table.js';

/** A machine on which process `pid` was started at `start`. */
function machine(pid: number, start: string, namespace = '4026531836', boot = 'b001b001'): ProcessTable {
  return {
    startOf: (asked) => (asked === 'self' || asked === pid ? start : undefined),
    namespace: () => namespace,
    boot: () => boot,
    mayExist: (asked) => asked === pid,
  };
}

describe('the owner of a segment', () => {
  const writer = createOwner(machine(process.pid, '500'));
  const reader = createOwner(machine(77, '900'));

  it('is alive while its process runs', () => {
    expect(livenessOf(writer, reader, machine(process.pid, '500'))).toBe('alive');
  });

  it('is dead when its process is gone', () => {
    expect(livenessOf(writer, reader, machine(process.pid + 1, '500'))).toBe('dead');
  });

  it('is dead when another process has its number', () => {
    expect(livenessOf(writer, reader, machine(process.pid, '501'))).toBe('dead');
  });

  it('is not judged from another container, where its number means someone else', () => {
    const elsewhere = createOwner(machine(process.pid, '500', '4026532999'));
    expect(livenessOf(writer, elsewhere, machine(process.pid, '500', '4026532999'))).toBe('unknown');
  });

  it('is not judged from another machine, or after a reboot', () => {
    const elsewhere = createOwner(machine(process.pid, '500', '4026531836', 'b002b002'));
    expect(livenessOf(writer, elsewhere, machine(process.pid, '500'))).toBe('unknown');
  });

  it('is recognised as this very process by the real system', () => {
    const owner = createOwner();
    expect(livenessOf(owner, createOwner())).toBe(process.platform === 'linux' ? 'alive' : 'unknown');
    expect(processTable.mayExist(process.pid)).toBe(true);
  });

  it('differs between two copies in one process', () => {
    expect(createOwner().nonce).not.toBe(createOwner().nonce);
  });
});
