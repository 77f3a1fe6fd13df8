// `npm run vscode`: installs and builds what is missing, then opens a real VS Code on the sample script.
import { build, ensureDependencies } from '../../esbuild.mjs';

await ensureDependencies();
await build({ quiet: true });
const { tsImport } = await import('tsx/esm/api');
const { openEditor } = await tsImport('./openEditor.ts', import.meta.url);
await openEditor();
