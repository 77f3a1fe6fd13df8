/** How a cue's name is made. `words` are in capitals, with straight apostrophes. */
export interface NameShape {
  /** A rank or form of address in its long form (`LIEUTENANT` for `LT.`); null where there is none. */
  readonly title: string | null;
  /** What follows the title; empty where the name is a title alone. */
  readonly words: readonly string[];
  /** Whether the rest may be a person's name: no number, no description (`OLD MAN`, `MAN IN BLACK`), nobody's mother. */
  readonly isPersonal: boolean;
}

/** Reads how a name is made. Never fails. */
export function nameShape(name: string): NameShape {
  const words = name.toUpperCase().split(/\s+/).filter(Boolean);
  const [first = '', ...rest] = words;
  const title = TITLES.get(first.replace(/\.$/, '')) ?? null;
  const own = title === null ? words : rest;
  return { title, words: own, isPersonal: own.every((word) => PERSONAL.test(word) && !DESCRIPTIONS.has(word)) };
}

/** Whether a title is what family members call each other: those say nothing about who is meant. */
export function isFamily(title: string): boolean {
  return FAMILY.has(title);
}

const PERSONAL = /^\p{L}[\p{L}\p{M}'’.-]*(?<!'S)$/u;

const FAMILY: ReadonlySet<string> = new Set(
  'FATHER MOTHER SISTER BROTHER UNCLE AUNT GRANDMA GRANDPA COUSIN'.split(' '),
);

/** Long forms by every form. */
const TITLES: ReadonlyMap<string, string> = new Map(
  [
    'MISTER MR',
    'MRS MISSUS',
    'MISS MS',
    'MADAME MADAM MME',
    'MONSIEUR M',
    'HERR',
    'FRAU',
    'SIR',
    'LORD',
    'LADY',
    'DAME',
    'KING',
    'QUEEN',
    'PRINCE',
    'PRINCESS',
    'DUKE',
    'DUCHESS',
    'COUNT',
    'COUNTESS',
    'BARON',
    'EMPEROR',
    'DOCTOR DR DOC',
    'PROFESSOR PROF',
    'NURSE',
    'OFFICER OFC',
    'DETECTIVE DET',
    'INSPECTOR INSP',
    'SERGEANT SGT',
    'LIEUTENANT LT LIEUT',
    'CAPTAIN CAPT CPT',
    'MAJOR MAJ',
    'COLONEL COL',
    'GENERAL GEN',
    'CORPORAL CPL',
    'PRIVATE PVT PTE',
    'COMMANDER CMDR',
    'ADMIRAL ADM',
    'CHIEF',
    'SHERIFF',
    'DEPUTY',
    'MARSHAL',
    'AGENT',
    'JUDGE',
    'MAYOR',
    'SENATOR SEN',
    'GOVERNOR GOV',
    'PRESIDENT PRES',
    'MINISTER',
    'REVEREND REV',
    'PASTOR',
    'RABBI',
    'BISHOP',
    'COACH',
    'FATHER FR',
    'MOTHER',
    'SISTER SR',
    'BROTHER BR',
    'UNCLE',
    'AUNT AUNTIE',
    'GRANDMA',
    'GRANDPA',
    'COUSIN',
  ].flatMap((forms) => {
    const [long = '', ...short] = forms.split(' ');
    return [long, ...short].map((form): [string, string] => [form, long]);
  }),
);

/** Words by which people without a name are told apart. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(
  (
    'THE A AN AND OF IN WITH ON FROM AT BY TO OLD OLDER YOUNG YOUNGER LITTLE BIG SMALL TALL SHORT FAT THIN FIRST SECOND THIRD OTHER ANOTHER ' +
    'MALE FEMALE MAN MEN WOMAN WOMEN BOY GIRL KID CHILD BABY TEEN TEENAGER LADY GENTLEMAN GUY PERSON FIGURE STRANGER VOICE RADIO TV PHONE ' +
    'CROWD ALL BOTH EVERYONE GROUP GUARD COP COPS WAITER WAITRESS BARTENDER CLERK DRIVER PILOT SOLDIER SAILOR WORKER REPORTER ANNOUNCER ' +
    'NARRATOR HOST MOM MUM DAD WIFE HUSBAND SON DAUGHTER TWIN BLACK WHITE RED BLUE GREEN GREY GRAY BLONDE'
  ).split(' '),
);
