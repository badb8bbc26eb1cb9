/** SDK versions × module systems × API levels, and the newest of both SDKs on every Node. */
import { checkSession } from './check.mjs';
import { nodeBinary } from './packages.mjs';
import { prepareV1, prepareV2 } from './sdk-servers.mjs';
import { V1, V2 } from './sdk-versions.mjs';

export async function* sdkCells() {
  for (const [prepare, versions] of [
    [prepareV1, V1],
    [prepareV2, V2],
  ]) {
    for (const version of versions) {
      for (const cell of await prepare(version)) {
        const { level, kind } = cell;
        yield {
          row: `${cell.sdk} ${cell.version}`,
          column: `${level} ${kind}`,
          run: (receiver) => checkSession(cell, receiver),
        };
      }
    }
  }
}

/** As `npm view node` lists them; a range selects the newest of its line. */
const NODES = ['20.19.0', '20', '22.12.0', '22', '24.0.0', '24.21.0', '26'];

export async function* nodeCells() {
  const cells = [...(await prepareV1('latest')), ...(await prepareV2('latest'))].filter(
    ({ level }) => level !== 'Server',
  );
  for (const version of NODES) {
    const node = await nodeBinary(version);
    for (const cell of cells) {
      for (const how of ['import', 'require']) {
        const row = `Node ${version.includes('.') ? version : `${version} (newest)`}, --${how}`;
        yield {
          row,
          column: `${cell.sdk} ${cell.level} ${cell.kind}`,
          run: (receiver) => checkSession(cell, receiver, { node, how }),
        };
      }
    }
  }
}
