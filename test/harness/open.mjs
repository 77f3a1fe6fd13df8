// `npm run vscode`: installs and builds what is missing, then opens a real VS Code on the sample script.
import { createRequire } from 'node:module';
import { build, ensureDependencies } from '../../esbuild.mjs';

await ensureDependencies();
await build({ quiet: true });
await import('tsx'); // From here on Node reads TypeScript.
const { openEditor } = createRequire(import.meta.url)('./openEditor.ts');
await openEditor();
