/**
 * Folded nouns that stand on every page and so make no thread and no motif: bodies, rooms, people, times, and the things
 * everybody has. English, with some French.
 */
export function isStageNoun(word: string): boolean {
  return NEVER_A_THING.has(word) || EVERYDAY_THINGS.has(word);
}

/** Folded words that are no prop even in capitals: bodies, parts of rooms, people, times, sounds, sizes and colours. */
export function isNoProp(word: string): boolean {
  return NEVER_A_THING.has(word);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u).filter((word) => word !== ''));
}

const NEVER_A_THING = words(`
  door doorway window wall floor ceiling roof room corner corridor hallway hall stair staircase stairs step kitchen bathroom bedroom house home
  apartment flat office building street road sidewalk path way yard garden porch front rear side edge end top bottom center centre middle inside
  outside left right half part piece bit rest lot set line row pair couple group crowd mob kind sort stuff counter room side back
  man men woman women boy girl kid child children guy guest guests lady ladies people person passerby passersby passenger friend family father mother dad
  mum mom brother sister son daughter wife husband baby sir madam stranger driver guard officer cop police policeman doctor nurse waiter waitress soldier
  teacher student mayor minister farmer worker neighbor neighbour customer clerk bartender team crew party goer host hostess gentleman gentlemen
  client boss secretary chief agent pilot captain sergeant lieutenant judge priest teller audience congregation band figure voice clown carny carnie emcee announcer reporter nurse thug bouncer cowboy farmer
  stewardess steward principal attendant ventriloquist wisher cast magician conductor receptionist journalist pianist guardian owner landlord landlady
  cook chef usher vendor bystander onlooker tourist villager townsfolk townfolk brave scout student professor actor actress dancer singer musician lawyer butler
  maid twin corpse body monster creature lion dog cat horse bird pigeon wolf bear snake
  hand arm leg foot feet head face eye ear nose mouth lip hair neck shoulder back chest body finger knee lap skin heart blood breath tear smile grin
  laugh laughter look glance gaze stare nod shrug sigh walk run turn move moment second minute hour day night morning evening afternoon dawn dusk
  week month year time today tomorrow tonight yesterday weekend life death world place spot area ground air sky sun moon light dark darkness shadow
  rain fire sound noise silence music word name question answer story idea problem trouble reason matter fact truth point work job money god hell
  shot view scene screen title angle pov image inch mile metre meter distance direction speed rate number kinda damn shit fuck jesus christ love
  course chance favor favour hundred thousand million dozen attention mind sense feeling thought plan deal help hurry mistake act form hang order
  use change control member system level effect state result case need want try sight size shape color colour bang thing
  large small big huge tiny tall short long wide thin thick heavy black white red blue green yellow brown grey gray golden bright young full empty
  show talk fight drive ride fall
  lunch dinner breakfast weather summer winter spring autumn spotlight footstep
  porte fenêtre mur chambre maison rue homme femme fille garçon enfant main tête œil yeux visage voix temps jour nuit heure moment chose vie monde
  gens monsieur madame mademoiselle mère père`);

const EVERYDAY_THINGS = words(`
  table chair seat bed desk couch sofa bench car truck bus phone telephone call tv television radio camera picture shirt coat jacket dress shoe pant
  hat clothes glass glasses bottle cup drink coffee food bag box paper book pocket tree grass water town city store shop bar hotel hospital church
  school sea lake hill field wood forest bridge train plane boat ship bike engine wheel floor lamp lit
  table chaise lit`);
