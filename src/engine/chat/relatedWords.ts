import { termOf } from './searchTerms';

/**
 * Words that questions use for what the page calls otherwise, as terms: "funeral" for a coffin, "phone" for a call. Empty
 * for most words. A short list of our own for what films are full of; it finds, it never counts as the word itself.
 */
export function relatedTerms(term: string): readonly string[] {
  return RELATED.get(term) ?? [];
}

const GROUPS: readonly string[] = [
  'mother mom mum mama mommy',
  'father dad papa daddy pop',
  'grandmother grandma granny nana',
  'grandfather grandpa granddad',
  'child kid',
  'boy kid lad son',
  'girl kid daughter',
  'baby infant newborn',
  'wife husband spouse bride groom',
  'marry married marriage wedding bride groom propose',
  'doctor physician surgeon nurse medic',
  'hospital clinic ward',
  'police cop officer detective sheriff constable',
  'gun pistol revolver rifle shotgun weapon',
  'shoot gunshot shot bullet fire',
  'knife blade dagger',
  'kill murder dead death die body corpse',
  'die dead death dying kill',
  'death dead die funeral grave',
  'funeral burial coffin grave graveside cemetery casket mourner',
  'hurt injured wound bleed bandage',
  'sick ill illness disease stroke cancer',
  'fight punch hit slug brawl beat',
  'argue argument quarrel row fight shout',
  'steal theft thief rob robbery burglar',
  'rob robbery heist holdup steal',
  'robbery rob heist thief bandit',
  'fiance fiancee engaged engagement betrothed',
  'beat punch hit thrash blow',
  'money cash dollar pound coin bill',
  'car automobile vehicle sedan truck van',
  'truck lorry pickup van',
  'boat ship ferry dinghy vessel',
  'plane airplane aircraft jet flight',
  'drive car wheel',
  'phone telephone call mobile cell receiver',
  'call phone telephone',
  'letter envelope mail note postcard',
  'photo photograph picture snapshot',
  'kiss embrace',
  'hug embrace',
  'cry sob weep tear',
  'laugh giggle chuckle',
  'scream shout yell cry shriek',
  'drunk drink whiskey beer wine bottle',
  'house home apartment flat',
  'pub bar tavern',
  'shop store',
  'fire burn flame blaze',
  'flood deluge underwater water',
  'storm rain thunder lightning',
  'lie deceive cheat fake false',
  'secret hidden hide confess',
  'confess admit confession truth',
  'quit resign fired sacked',
  'hire job contract employ',
  'army soldier war military draft',
  'prison jail cell arrest',
  'arrest handcuff custody jail',
  'escape flee run',
  'leave depart goodbye farewell',
  'arrive arrival return',
  'angry anger furious rage pissed',
  'afraid scared fear terrified frightened',
  'old elderly aged',
  'dog puppy hound',
  'film movie cinema',
  'sell sold sale buy',
  'buy purchase bought pay',
  'pregnant pregnancy expecting baby',
  'dream nightmare asleep',
  'sleep asleep bed',
  'priest vicar pastor minister church',
  'teacher professor school class',
  'lawyer attorney solicitor',
  'key lock unlock',
  'song sing music',
  'party celebration toast',
  'dance dancing waltz',
];

/** The first word of each line stands for the others, not they for each other. */
const RELATED: ReadonlyMap<string, readonly string[]> = new Map(
  GROUPS.map((group) => {
    const [head = '', ...others] = group.split(' ').map(termOf);
    return [head, [...new Set(others)].filter((term) => term !== head)] as const;
  }),
);
