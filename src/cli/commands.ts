/** The table of commands. Each is loaded only when it is called: `mcpwatch run` must not pay for the others. */
import type { CommandTable } from './command.js';

export const COMMANDS: CommandTable = [
  {
    name: 'run',
    summary: 'run a command and observe the MCP servers that it starts',
    load: async () => (await import('./run-command.js')).runCommand,
  },
  {
    name: 'dev',
    summary: 'receive events on this machine and print them',
    load: async () => (await import('./dev-command.js')).devCommand,
  },
  {
    name: 'check',
    summary: 'run tests, or read recorded events, and give a verdict on the MCP servers in them',
    load: async () => (await import('./check-command.js')).checkCommand,
  },
  {
    name: 'doctor',
    summary: 'find out why a server is not observed, or does not work in a client',
    load: async () => (await import('./doctor-command.js')).doctorCommand,
  },
  {
    name: 'tail',
    summary: 'print events as they arrive in mcpwatch dev',
    load: async () => (await import('./tail-command.js')).tailCommand,
  },
  {
    name: 'report',
    summary: 'calls, errors, percentiles and unused tools of what was observed',
    load: async () => (await import('./report-command.js')).reportCommand,
  },
  {
    name: 'mcp',
    summary: 'let a coding agent read what was observed, over MCP',
    load: async () => (await import('./mcp-command.js')).mcpCommand,
  },
  {
    name: 'spool',
    summary: 'list, deliver or delete the events that wait on this machine',
    load: async () => (await import('./spool-command.js')).spoolCommand,
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands and flags in your shell',
    load: async () => (await import('./completion-command.js')).createCompletionCommand(() => COMMANDS),
  },
];
