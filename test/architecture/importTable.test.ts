import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/*
 * The import table of src/README.md, read by a machine: which folder under src may import which, types too.
 * `packages` names the packages a folder may import besides node's own modules.
 */
interface Rule {
  readonly imports: readonly string[];
  /** `pure`: nothing of node's that touches the world, which is all but its hashes. */
  readonly node: boolean | 'pure';
  readonly packages: readonly string[];
}

const PURE_MODULES: ReadonlySet<string> = new Set(['node:crypto']);

const TABLE: Readonly<Record<string, Rule>> = {
  screenplay: { imports: [], node: 'pure', packages: ['saxes'] },
  story: { imports: ['screenplay'], node: false, packages: ['zod', 'diff'] },
  models: { imports: ['story'], node: true, packages: ['js-tiktoken', '@anthropic-ai/sdk'] },
  protocol: { imports: ['screenplay', 'story'], node: false, packages: ['zod', 'vscode-jsonrpc'] },
  client: { imports: ['protocol', 'story'], node: true, packages: ['vscode-jsonrpc', 'env-paths', 'zod'] },
  engine: {
    imports: [
      'engine/store',
      'engine/artifacts',
      'engine/pipeline',
      'engine/chat',
      'screenplay',
      'story',
      'protocol',
      'models',
    ],
    node: true,
    packages: ['vscode-jsonrpc', 'zod'],
  },
  'engine/store': {
    imports: ['story'],
    node: true,
    packages: ['drizzle-orm', '@electric-sql/pglite', '@electric-sql/pglite-pgvector'],
  },
  'engine/artifacts': { imports: ['screenplay', 'story', 'models'], node: true, packages: [] },
  'engine/pipeline': {
    imports: ['engine/artifacts', 'engine/store', 'screenplay', 'story', 'models'],
    node: true,
    packages: ['p-limit'],
  },
  'engine/chat': {
    imports: ['engine/store', 'engine/pipeline', 'screenplay', 'story', 'protocol', 'models'],
    node: true,
    packages: [],
  },
  extension: {
    imports: ['client', 'protocol', 'screenplay', 'story', 'models'],
    node: true,
    packages: ['vscode', 'vscode-jsonrpc', 'zod', 'diff'],
  },
  webview: { imports: ['protocol', 'story'], node: false, packages: ['zod', 'markdown-it', 'dompurify'] },
  cli: { imports: ['client', 'protocol', 'screenplay', 'story', 'models'], node: true, packages: [] },
};

const SRC = path.join(__dirname, '..', '..', 'src');

describe('The import table', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => file.split(path.sep).join('/'));

  it('has a row for every folder of the source', () => {
    const folders = new Set(files.map(folderOf));
    assert.deepEqual([...folders].filter((folder) => !(folder in TABLE)).sort(), []);
  });

  for (const folder of Object.keys(TABLE)) {
    it(`holds for ${folder}`, () => {
      const forbidden = files.filter((file) => folderOf(file) === folder).flatMap((file) => forbiddenImports(file));
      assert.deepEqual(forbidden, []);
    });
  }

  it('lets only the extension import vscode', () => {
    const importers = files.filter((file) => importsOf(file).includes('vscode')).map(folderOf);
    assert.deepEqual(
      [...new Set(importers)].filter((folder) => folder !== 'extension'),
      [],
    );
  });

  it('notices a forbidden import', () => {
    assert.deepEqual(check('screenplay/parse.ts', ['../story/plan', 'node:fs', 'node:crypto']), [
      'screenplay/parse.ts imports ../story/plan',
      'screenplay/parse.ts imports node:fs',
    ]);
    assert.deepEqual(check('webview/main.ts', ['node:fs']), ['webview/main.ts imports node:fs']);
    assert.deepEqual(check('cli/main.ts', ['../engine/engine']), ['cli/main.ts imports ../engine/engine']);
    assert.deepEqual(check('story/plan.ts', ['../screenplay/names']), []);
  });

  it('sees an import in whatever form it is written', () => {
    const forms = `import a from 'a'; import type { B } from 'b'; export * from 'c'; import('d'); require('e');
      type F = import('f').F; import g = require('g');`;
    assert.deepEqual(importsIn(forms), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('is the one of the code map', () => {
    const map = readFileSync(path.join(SRC, 'README.md'), 'utf8');
    const rows = [...map.matchAll(/^\| `(?<folder>[^`]+)\/` .*\| (?<imports>[^|]+) \|$/gm)];
    const told = rows.map(({ groups }) => [
      groups?.folder ?? '',
      [...(groups?.imports ?? '').matchAll(/`(?<name>[^`]+)`/g)].map((match) => match.groups?.name ?? '').sort(),
    ]);
    // The map names the engine's own folders by their last part, and all of them by "its folders".
    const held = Object.entries(TABLE).map(([folder, { imports }]) => [
      folder,
      imports
        .filter((one) => folder !== 'engine' || !one.startsWith('engine/'))
        .map((one) => one.replace(/^engine\//, ''))
        .sort(),
    ]);
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(held));
  });
});

/** The row a file belongs to: the engine's own folders have rows of their own. */
function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'engine' && file.split('/').length > 2 ? `${first}/${second}` : first;
}

const known = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const imports = known.get(file) ?? importsIn(readFileSync(path.join(SRC, file), 'utf8'));
  known.set(file, imports);
  return imports;
}

function importsIn(text: string): string[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const named = moduleNamed(node);
    if (named !== undefined && ts.isStringLiteralLike(named)) found.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The literal that names the module a node imports; undefined where it imports none. */
function moduleNamed(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return isImport ? node.arguments[0] : undefined;
}

function forbiddenImports(file: string): string[] {
  return check(file, importsOf(file));
}

function check(file: string, imports: readonly string[]): string[] {
  const folder = folderOf(file);
  const rule = TABLE[folder];
  assert.ok(rule, `${folder} has no row`);
  return imports.filter((name) => !allowed(file, folder, rule, name)).map((name) => `${file} imports ${name}`);
}

function allowed(file: string, folder: string, rule: Rule, name: string): boolean {
  if (name.startsWith('node:')) return rule.node === 'pure' ? PURE_MODULES.has(name) : rule.node;
  if (!name.startsWith('.')) return rule.packages.some((one) => name === one || name.startsWith(`${one}/`));
  const target = folderOf(path.posix.join(path.posix.dirname(file), name));
  return target === folder || rule.imports.includes(target);
}
