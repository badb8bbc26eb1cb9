/** `npm run docs`: writes what is generated in the documents. Tests fail while it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { eventSchema } from './event-schema.ts';
import { writeSection } from './marked-section.ts';
import { settingsTable } from './settings-table.ts';
import { bundledPackages, notices } from './third-party.ts';

writeFileSync('README.md', writeSection(readFileSync('README.md', 'utf8'), 'settings', settingsTable()));
writeFileSync('event.schema.json', eventSchema());
writeFileSync('THIRD-PARTY-NOTICES.md', notices(await bundledPackages()));
