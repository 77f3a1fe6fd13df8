import { counted } from '../../story/lengthText';
import { purposeText, type Ledger, type LedgerCall } from '../../story/ledger';
import type { TokenCounts } from '../../story/analysisResult';
import { dollarsText } from '../../story/priceText';

/** The ledger of a script as a Markdown document: what a day came to, then every request, newest first. */
export function ledgerText({ title, days, calls }: Ledger): string {
  const head = `# AI ledger of ${cell(title)}\n\n`;
  if (calls.length === 0) return `${head}Nothing of this script was ever sent to a model.\n`;
  const dayRows = days.map(({ day, calls: count, usage, costUsd, unpriced }) => [
    day,
    counted(count, 'request'),
    tokens(inputOf(usage)),
    tokens(usage.output),
    `${dollarsText(costUsd)}${unpriced === 0 ? '' : ` and ${counted(unpriced, 'request')} at an unknown price`}`,
  ]);
  const callRows = calls.map((call) => [
    timeText(call.at),
    call.subject === '' ? purposeText(call.purpose) : `${purposeText(call.purpose)}: ${call.subject}`,
    `${call.model} · ${destination(call)}`,
    scenesText(call),
    tokens(inputOf(call.usage)),
    tokens(call.usage.output),
    call.costUsd === null ? 'unknown' : dollarsText(call.costUsd),
    statusText(call),
  ]);
  return (
    head +
    'What left this machine, when, why, to whom and at what price. Tokens in include what the provider had kept.\n\n' +
    table(['Day', 'Requests', 'Tokens in', 'Tokens out', 'Cost'], dayRows) +
    '\n' +
    table(['When', 'Why', 'To whom', 'Scenes', 'Tokens in', 'Tokens out', 'Cost', 'Outcome'], callRows)
  );
}

/** Labels in script order; scenes that are gone are counted. */
export function scenesText({ scenes }: Pick<LedgerCall, 'scenes'>): string {
  const labels = scenes.flatMap(({ label }) => (label === null ? [] : [label]));
  const gone = scenes.length - labels.length;
  const words = [...labels, ...(gone > 0 ? [`${gone} no longer in the script`] : [])];
  return words.length === 0 ? 'none' : words.join(', ');
}

function destination({ origin, provider }: LedgerCall): string {
  if (origin === 'editor') return 'the editor';
  return origin === '' ? `${provider}, nothing was sent` : origin;
}

function statusText({ status, failureCode }: LedgerCall): string {
  switch (status) {
    case 'sent':
      return 'no end is known';
    case 'complete':
      return 'answered';
    case 'stopped':
      return 'stopped';
    case 'failed':
      return failureCode === null ? 'failed' : `failed (${failureCode})`;
  }
}

function inputOf({ input, cacheWrite, cacheRead }: TokenCounts): number {
  return input + cacheWrite + cacheRead;
}

function tokens(count: number): string {
  return count.toLocaleString('en-US');
}

/** By the clock of this machine. */
function timeText(at: string): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** A heading is the writer's words: a bar or a line break in it must not end the cell. */
function cell(text: string): string {
  return text.replace(/\s+/gu, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
