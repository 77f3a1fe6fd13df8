/** Who made an artifact, as the writer reads it. `method` is `offline` or `PROVIDER/MODEL`. */
export function madeBy(method: string): string {
  if (method === 'offline') return 'from the page, by rules';
  return `by ${method.slice(method.indexOf('/') + 1)}`;
}
