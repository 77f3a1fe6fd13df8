import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/*
 * The import table of src/README.md, read by a machine: which folder under src may import which. `packages` names the
 * packages a folder may import besides node's own modules; `types` the folders of which it may import types only.
 */
interface Rule {
  readonly imports: readonly string[];
  readonly types?: readonly string[];
  readonly node: boolean;
  readonly packages: readonly string[];
}

const TABLE: Readonly<Record<string, Rule>> = {
  screenplay: { imports: [], node: true, packages: ['saxes'] },
  story: { imports: ['screenplay'], node: false, packages: ['zod'] },
  models: { imports: ['story'], node: true, packages: ['js-tiktoken'] },
  protocol: { imports: ['screenplay', 'story'], node: false, packages: ['zod', 'vscode-jsonrpc'] },
  client: { imports: ['protocol', 'story'], node: true, packages: ['vscode-jsonrpc', 'env-paths'] },
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
    packages: [],
  },
  'engine/chat': {
    imports: ['engine/store', 'engine/pipeline', 'screenplay', 'story', 'models'],
    node: true,
    packages: [],
  },
  extension: {
    imports: ['client', 'protocol', 'screenplay', 'story', 'models'],
    node: true,
    packages: ['vscode', 'vscode-jsonrpc'],
  },
  webview: { imports: ['protocol', 'story'], node: false, packages: ['zod'] },
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
    const importers = files.filter((file) => importsOf(file).some(({ name }) => name === 'vscode')).map(folderOf);
    assert.deepEqual(
      [...new Set(importers)].filter((folder) => folder !== 'extension'),
      [],
    );
  });

  it('notices a forbidden import', () => {
    assert.deepEqual(check('screenplay/parse.ts', [{ name: '../story/plan', typeOnly: true }]), [
      'screenplay/parse.ts imports ../story/plan',
    ]);
    assert.deepEqual(check('webview/main.ts', [{ name: 'node:fs', typeOnly: false }]), [
      'webview/main.ts imports node:fs',
    ]);
    assert.deepEqual(check('cli/main.ts', [{ name: '../engine/engine', typeOnly: true }]), [
      'cli/main.ts imports ../engine/engine',
    ]);
    assert.deepEqual(check('story/plan.ts', [{ name: '../screenplay/names', typeOnly: false }]), []);
  });
});

/** The row a file belongs to: the engine's own folders have rows of their own. */
function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'engine' && file.split('/').length > 2 ? `${first}/${second}` : first;
}

interface Import {
  readonly name: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(SRC, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      found.push({ name: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly });
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
    ) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteralLike(argument))
        found.push({ name: argument.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function forbiddenImports(file: string): string[] {
  return check(file, importsOf(file));
}

function check(file: string, imports: readonly Import[]): string[] {
  const folder = folderOf(file);
  const rule = TABLE[folder];
  assert.ok(rule, `${folder} has no row`);
  return imports.filter((one) => !allowed(file, folder, rule, one)).map(({ name }) => `${file} imports ${name}`);
}

function allowed(file: string, folder: string, rule: Rule, { name, typeOnly }: Import): boolean {
  if (name.startsWith('node:')) return rule.node;
  if (!name.startsWith('.')) return rule.packages.some((one) => name === one || name.startsWith(`${one}/`));
  const target = folderOf(path.posix.join(path.posix.dirname(file), name));
  return target === folder || rule.imports.includes(target) || (typeOnly && (rule.types ?? []).includes(target));
}
