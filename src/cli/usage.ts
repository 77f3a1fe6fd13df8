/** What `writersroom --help` prints. */
export const USAGE = `Usage: writersroom COMMAND [FILE] [options]

  parse FILE                       elements, scenes, cast and pages of a screenplay; touches no database
  analyze FILE [--remake]          read it, and make every card, embedding and outline that is missing or behind
     --dry-run                     what it would make and cost; nothing is made, nothing of the script sent
  refresh FILE [--kind K] [--subject S]   only that, if it is missing or behind: K is card, embedding, keyScene, outline,
                                   sheet, thread or relationship; S is a scene number, a character's name or an id
  status FILE                      what is known, what is behind and why, what a refresh would make
  search FILE QUERY [--limit N]    the scenes that match, best first
  ask FILE QUESTION [--tier T]     an answer from the script, with the lines it rests on; T is quick, standard or deep:
                                   how much of the script a model may be sent, 1200, 5000 or 20000 tokens of it
     [--tokens N] [--send-notes]   N tokens instead; notes in [[ ]] too
  ledger FILE                      what was sent to models, when, to whom, at what price
  mark FILE --never-send on|off    nothing of the script is ever sent to a model; or only of a scene, or of its folder:
     [--scene LABEL] [--folder]
  changes OLD NEW                  what happened to each scene; OLD or NEW may be FILE@REVISION of git; touches no database
     --format md [--out F]         the same as a document to send, with the lines before and after
  export FILE --format F [--out F]     md: outline, cards, characters, threads and setups as a document; csv: the breakdown, a row
                                   a scene; json: what analyze gives; fdx: the script as a Final Draft file
  pin FILE --kind K [--subject S] [--off]   keep a card, sheet, outline, thread or relationship as it is
  alias FILE NAME merge OTHER      NAME is another name of OTHER; split instead of merge: the two are two people
  forget FILE                      delete what is stored of a script, in the backups too; the file is not touched
  db check                         whether the database and its backups are sound
  db backup                        write a backup now (also written every day, and before the format changes)
  db restore [BACKUP|newest]       go back to a backup; what is stored now is set aside
  db rollback                      back up, then go back to the format of the release before

FILE is a .fountain or .fdx file, or - for standard input (kept for that run only). A Final Draft file is read as
Fountain: that is the text whose lines are cited. No file is ever overwritten: --out needs a name that is free.

With a model (analyze, refresh, status, ask):

  --model M     offline (the default: rules on this machine), anthropic/MODEL, or server/MODEL with --base-url
  --cards-model M    another one for the scene cards, of which there are many
  --base-url URL     a server that speaks the Messages API: https, or http on this machine
  --yes         agree to what is sent and its price; without it you are asked, and without a terminal nothing is sent
  --limit-usd X      what a run may cost at most (or $WRITERSROOM_LIMIT_USD)
  --day-limit-usd X  what all calls of a day may cost at most (or $WRITERSROOM_DAY_LIMIT_USD)

The key is $ANTHROPIC_API_KEY for Anthropic, $WRITERSROOM_API_KEY for any other server. No other variable is read.

  --data DIR    the data directory (default: $WRITERSROOM_DATA, else your user data folder)
  --json        one JSON object on standard output; progress and warnings on standard error
  --help        this text
  --version     the version

Exit: 0 done, 1 failed, 2 wrong usage, 130 cancelled.
`;
