/** docs/commands.md is the help of every command; this test writes it (`npm run docs`). */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { commandHelp, overview } from '../../src/cli/help.js';

const block = (text: string) => `\`\`\`text\n${text.trimEnd()}\n\`\`\``;

describe('docs/commands.md', () => {
  it('shows the help of every command (otherwise: npm run docs)', async () => {
    const sections = COMMANDS.map(async ({ name, summary, load }) => {
      const { meta } = await load();
      return `## \`mcpwatch ${name}\`\n\n${block(commandHelp(name, summary, meta))}`;
    });
    const page = [
      '# Commands',
      'What `mcpwatch --help` and `mcpwatch <command> --help` print. Written by `npm run docs`.',
      block(overview(COMMANDS)),
      ...(await Promise.all(sections)),
    ];
    await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/commands.md');
  });
});
