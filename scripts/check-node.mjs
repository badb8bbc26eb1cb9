/** Explains what to do when a script runs on the machine's own Node instead of the `node` that npm installs here. */
const wanted = 24;
const [major] = process.versions.node.split('.');

if (Number(major) < wanted) {
  console.error(
    [
      `This script runs on Node ${process.versions.node} (${process.execPath}), and needs ${wanted} or newer.`,
      'Node 24 comes with the development dependency "node", whose install script has not run.',
      'Run: npm ci --ignore-scripts=false',
      'and start scripts with npm (npm test, npm run demo), which puts that Node first in PATH.',
    ].join('\n'),
  );
  process.exit(1);
}
