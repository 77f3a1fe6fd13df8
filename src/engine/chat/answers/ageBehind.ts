/** How the page gives an age right behind a name: `MARA (60s)`, `WILL BLOOM, AGE 3,`, `Karl, now 55`. Source of a pattern without flags. */
export const AGE_BEHIND =
  '\\s?[,(]\\s?(?:(?:now|about|around|aged?|early|mid|late|in|his|her|their|an?|only|just|barely)[\\s-]?)*(?:\\d{1,3}|teens?|teenage[dr]?|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety))\\b';
