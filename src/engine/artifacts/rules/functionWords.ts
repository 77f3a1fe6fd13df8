import { foldWord } from './words';

/**
 * Whether a folded word says nothing about a scene: articles, pronouns, prepositions, auxiliaries and the small talk of
 * dialogue in the languages that screenplays most often come in, and single letters in alphabets. Words of other
 * languages all count as content.
 */
export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word) || SINGLE_LETTER.test(word) || DIGITS.test(word);
}

const SINGLE_LETTER = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u;
const DIGITS = /^\p{N}+$/u;

const ENGLISH = `
a an the this that these those some any each every no not nor and or but if then else than so as at by for from in into of off on onto out over
to up down with without within about above across after again against all along also am are around away back be because been before behind being
below between both can can't cannot could couldn't did didn't do does doesn't doing don't done during either enough even ever few first had
hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how how's i i'd i'll i'm i've is isn't it
it'd it'll it's its itself just last let let's like little lot made make makes many may maybe me might mine more most much must my myself near
never next now one only other others our ours ourselves own perhaps put puts quite rather really said same say says see seems seen shall she
she'd she'll she's should shouldn't since something anything nothing everything someone anyone everyone still such sure take takes tell
them their theirs themselves there there's they they'd they'll they're they've thing things think though through till too toward towards two
three under until upon us very was wasn't way we we'd we'll we're we've well went were weren't what what's when where which while who who's whom
whose why will with won't would wouldn't yes yeah yet you you'd you'll you're you've your yours yourself oh ok okay hey hello hi um uh huh ah
know get gets got go goes going gone come comes coming came look looks looking want wants wanted need needs right good great thank thanks please
want gonna gotta wanna ain't mean guess anyway always another around else old new long time moment beat continues continued suddenly finally
turns turn sits stands walks keeps still begins starts gives holds hold
`;

const FRENCH = `
le la les l un une des du de d au aux et ou où mais donc or ni car que qu qui quoi dont ce c cet cette ces ça cela ceci il elle on nous vous ils
elles je j tu te t me m se s lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos ne n pas plus moins très trop bien si non oui y en
dans par pour avec sans sous sur chez vers entre est sont suis es êtes était être ai as a avons avez ont avait avoir fait faire va vais vas vont
c'est j'ai n'est qu'il qu'elle d'un d'une tout tous toute toutes rien alors comme aussi ici là
`;

const GERMAN = `
der die das den dem des ein eine einer eines einem einen und oder aber doch nicht kein keine ist sind war waren sein bin bist hat haben habe hatte
ich du er sie es wir ihr mich dich sich mir dir ihm ihn uns euch ihnen mein meine dein deine seine ihre unser zu zum zur mit von vom vor nach bei
aus auf an am im in für über unter um durch als wie wenn dann da dort hier was wer wo warum ja nein noch schon nur so auch sehr man wird werden
`;

const SPANISH_AND_PORTUGUESE = `
el los las lo unos unas y e o u pero del al con sin por para sobre entre desde hasta está están soy eres somos son fue era ser estar hay ha he han
yo tú él ella usted ellos ellas nosotros mi mis tu tus su sus este esta estos estas eso esto aquí allí muy más menos ya sí como cuando donde quién
qué os as um uma uns umas do da dos das no na nos nas ao à pelo pela com sem não é são foi eu você ele ela eles elas nós meu minha seu sua isso
isto aqui ali muito mais já sim
`;

const ITALIAN = `
il gli i uno della dello dei degli delle nel nella sul sulla con per tra fra che chi cui non più è sono sei siamo ho hai ha abbiamo hanno io tu lui
lei noi voi loro mio mia tuo tua suo questo questa quello quella qui là come quando dove perché anche ma se
`;

const HINDI = `
है हैं था थी थे का की के को से में पर और या ने यह वह ये वे इस उस एक मैं हम तुम आप मेरा तेरा नहीं हाँ भी ही तो कि जो क्या हो कर
`;

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, FRENCH, GERMAN, SPANISH_AND_PORTUGUESE, ITALIAN, HINDI]
    .join(' ')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map(foldWord),
);
