/** A compiled WebAssembly module; opaque. Without the browser's library TypeScript has no types for these. */
export type WasmModule = object;

/** Compiles WebAssembly in the background. Rejects where the bytes are no valid module. */
export async function compileWasm(bytes: Uint8Array): Promise<WasmModule> {
  return (globalThis as unknown as WithWebAssembly).WebAssembly.compile(bytes);
}

interface WithWebAssembly {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WasmModule> };
}
