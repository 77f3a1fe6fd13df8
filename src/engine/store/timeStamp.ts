/** A moment as part of a file's name, sorting as time does: `20261125T223015.123Z` (ISO 8601, basic form; no name may hold a colon on Windows). */
export function timeStamp(moment: Date = new Date()): string {
  return moment.toISOString().replaceAll(/[-:]/g, '');
}
