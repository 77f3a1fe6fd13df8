import { syntheticScript } from '../syntheticScript';

/** Texts nobody writes, by name; each takes how often it repeats itself and has a size at which it is measured. */
export interface HostileText {
  readonly name: string;
  readonly n: number;
  readonly make: (n: number) => string;
}

const BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

/** The set on which no reader should take more than time by the length. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  ...Array.from('A*_#=(^.~@>/[\\').map((char) => ({
    name: `20,000 of ${char}`,
    n: 20_000,
    make: (n: number) => char.repeat(n),
  })),
  { name: 'a script of 3,000 scenes', n: 3_000, make: (n) => syntheticScript({ scenes: n }) },
  { name: '20,000 blanks', n: 20_000, make: (n) => `a${' '.repeat(n)}b` },
  { name: '100,000 unclosed [[', n: 100_000, make: (n) => '[['.repeat(n) },
  { name: '20,000 unclosed /*', n: 20_000, make: (n) => '/* a\n'.repeat(n) },
  { name: '20,000 headings', n: 20_000, make: (n) => 'INT. HALL - DAY\n\n'.repeat(n) },
  { name: '100,000 cues', n: 100_000, make: (n) => 'ADA\nHello.\n\n'.repeat(n) },
  { name: 'one line of 5 MB', n: 1_000_000, make: (n) => 'word '.repeat(n) },
  { name: '4,000 blank lines', n: 4_000, make: (n) => '\n'.repeat(n) },
  { name: 'marks nested 2,000 deep', n: 2_000, make: (n) => `${'*a '.repeat(n)}${' a*'.repeat(n)}` },
  { name: 'every byte value', n: 100, make: (n) => BYTES.repeat(n) },
  { name: 'lone surrogates', n: 10_000, make: (n) => '\udc00\ud800'.repeat(n) },
];
