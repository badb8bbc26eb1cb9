/** Makes docs/api.md: every export of src/index.ts with its declaration and doc comment. */
import ts from 'typescript';

const ENTRY = 'src/index.ts';

/** The order in which a newcomer needs them; exports that are not named here come last. */
const ORDER = ['instrument', 'McpWatchOptions', 'SettingOptions', 'flush', 'shutdown', 'detectTransportType'];

export function apiPage(introduction: string): string {
  const program = ts.createProgram([ENTRY], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(ENTRY);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${ENTRY} exports nothing`);
  const parts = checker
    .getExportsOfModule(module)
    .map((symbol) => describeExport(symbol, checker))
    .sort((a, b) => rank(a.name) - rank(b.name));
  return [introduction.trim(), ...parts.map(({ text }) => text)].join('\n\n').concat('\n');
}

const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

function describeExport(symbol: ts.Symbol, checker: ts.TypeChecker): { name: string; text: string } {
  const name = symbol.getName();
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.declarations?.[0];
  if (declaration === undefined) throw new Error(`${name} has no declaration`);
  const comment = ts.displayPartsToString(target.getDocumentationComment(checker));
  const signature = signatureOf(name, declaration, target, checker);
  return { name, text: `## \`${name}\`\n\n${comment}\n\n\`\`\`ts\n${signature}\n\`\`\`` };
}

/** Functions without their body, constants with their type, everything else as it is written. */
function signatureOf(name: string, node: ts.Declaration, symbol: ts.Symbol, checker: ts.TypeChecker): string {
  if (ts.isFunctionDeclaration(node)) {
    const end = node.body?.getStart() ?? node.getEnd();
    const source = node.getSourceFile().text;
    const text = source.slice(node.getStart(), end).replace(/^export (async )?/, '');
    return `${withValues(text, source).trim()};`;
  }
  if (ts.isVariableDeclaration(node)) {
    const type = checker.getTypeOfSymbolAtLocation(symbol, node);
    const members = type.getConstructSignatures().length > 0 ? classOf(name, type, checker) : undefined;
    return members ?? `const ${name}: ${checker.typeToString(type)};`;
  }
  if (ts.isTypeAliasDeclaration(node) && ts.isMappedTypeNode(node.type)) return interfaceOf(name, node, checker);
  const text = node.getText().replace(/^export /, '');
  return text.replace(/^(interface|type|class) \w+/, `$1 ${name}`);
}

/** A mapped type as the interface that it stands for. */
function interfaceOf(name: string, node: ts.TypeAliasDeclaration, checker: ts.TypeChecker): string {
  const members = checker
    .getTypeAtLocation(node)
    .getProperties()
    .flatMap((member) => {
      const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(member, node));
      const comment = ts.displayPartsToString(member.getDocumentationComment(checker));
      return [
        ...(comment === '' ? [] : [`  /** ${comment.replaceAll('\n', '\n   * ')} */`]),
        `  readonly ${member.getName()}?: ${type};`,
      ];
    });
  return [`interface ${name} {`, ...members, '}'].join('\n');
}

/** `text` with the values of the constants in CAPITALS that `source` declares: a reader of the page cannot look them up. */
function withValues(text: string, source: string): string {
  return text.replaceAll(/\b[A-Z][A-Z_]+\b/g, (name) => source.match(`const ${name} = ([^;]+);`)?.[1] ?? name);
}

/** The public members of a class that is exported as a value. */
function classOf(name: string, type: ts.Type, checker: ts.TypeChecker): string {
  const [construct] = type.getConstructSignatures();
  if (construct === undefined) return `class ${name} {}`;
  const parameters = checker.signatureToString(construct).replace(/\): .*$/, ')');
  const members = construct
    .getReturnType()
    .getProperties()
    .filter((member) => !member.getName().startsWith('#'))
    .map((member) => {
      const comment = ts.displayPartsToString(member.getDocumentationComment(checker));
      const at = member.valueDeclaration;
      const memberType = at === undefined ? '' : checker.typeToString(checker.getTypeOfSymbolAtLocation(member, at));
      return `${comment === '' ? '' : `  /** ${comment} */\n`}  ${member.getName()}: ${memberType};`;
    });
  return [`class ${name} {`, `  constructor${parameters};`, ...members, '}'].join('\n');
}
