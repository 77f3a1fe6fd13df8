/** Steps through what was asked before, from the question box, as a shell does. */
export interface QuestionHistory {
  /** What was asked, oldest first. */
  set(questions: readonly string[]): void;
  /** The question before the one shown; null where Up belongs to the text: the box holds words of its own. */
  older(text: string): string | null;
  /** The question after the one shown, empty after the newest; null where Down belongs to the text. */
  newer(text: string): string | null;
}

export function createQuestionHistory(): QuestionHistory {
  let questions: readonly string[] = [];
  /** Of the question shown; the count where none is. */
  let position = 0;

  const shows = (text: string): boolean => text !== '' && questions[position] === text;
  return {
    set: (asked) => {
      const same = asked.length === questions.length && asked.every((one, index) => one === questions[index]);
      if (same) return;
      questions = asked;
      position = asked.length;
    },
    older: (text) => {
      if (text === '') position = questions.length;
      else if (!shows(text)) return null;
      const question = questions[position - 1];
      if (question === undefined) return null;
      position -= 1;
      return question;
    },
    newer: (text) => {
      if (!shows(text)) return null;
      position += 1;
      return questions[position] ?? '';
    },
  };
}
