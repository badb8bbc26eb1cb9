/** The bundled text of src/worker.ts; see tsup.config.ts. */
declare module 'mcpwatch:worker-source' {
  const source: string;
  export default source;
}
