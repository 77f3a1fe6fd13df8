import { ledgerDays, purposeText, type LedgerCall } from '../story/ledger';
import { counted } from '../story/lengthText';
import { dollarsText } from '../story/priceText';

/** The ledger for a person: what each day came to, then a row a call. */
export function ledgerText(calls: readonly LedgerCall[]): string {
  if (calls.length === 0) return 'Nothing of this script was ever sent.\n';
  const days = ledgerDays(calls).map(({ day, calls: count, usage, costUsd, unpriced }) => {
    const { input, cacheWrite, cacheRead, output } = usage;
    const unknown = unpriced === 0 ? '' : ` and ${counted(unpriced, 'call')} at an unknown price`;
    return `${day}: ${counted(count, 'call')}, ${(input + cacheWrite + cacheRead).toLocaleString('en-US')} tokens in, ${output.toLocaleString('en-US')} out, ${dollarsText(costUsd)}${unknown}`;
  });
  const rows = calls.map(rowOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [HEADINGS, ...rows].map((row) =>
    row
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...days, '', ...lines].join('\n')}\n`;
}

const HEADINGS = ['When', 'For', 'About', 'Model', 'To', 'In', 'Out', 'Cost', 'Ended'];
/** Columns of figures. */
const RIGHT: ReadonlySet<number> = new Set([5, 6, 7]);
/** Of a subject, in UTF-16 units. */
const WIDEST = 28;

function rowOf({ at, purpose, subject, model, origin, usage, costUsd, status, failureCode }: LedgerCall): string[] {
  return [
    at.slice(0, 19).replace('T', ' '),
    purposeText(purpose),
    subject.length > WIDEST ? `${subject.slice(0, WIDEST - 1)}…` : subject,
    model,
    origin === '' ? 'nothing sent' : origin.replace(/^https?:\/\//u, ''),
    String(usage.input + usage.cacheWrite + usage.cacheRead),
    String(usage.output),
    costUsd === null ? 'unknown' : dollarsText(costUsd),
    failureCode ?? (status === 'sent' ? 'unknown' : status),
  ];
}
