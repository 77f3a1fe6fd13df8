import { Failure } from '../../protocol/failure';
import type { EditProposal } from '../../story/chatMessage';
import { editProposal } from '../../story/editProposal';
import { plainText } from '../../story/plainText';
import { takesWhatFollows } from '../../story/proposalConsequences';

/** The scene that words are to go into, as it reads now. */
export interface SceneToInsert {
  readonly sceneId: string;
  readonly hash: string;
  readonly label: string;
  readonly heading: string;
  /** The scene's exact slice of the document. */
  readonly source: string;
  /** Behind which line of the slice they go, from 0; past its last one: at its end. */
  readonly afterLine: number;
}

/**
 * Words of an answer as a proposal on a scene, set off by blank lines. Throws a `Failure` where they would take what follows
 * off the page.
 */
export function insertedWords(
  words: string,
  { sceneId, hash, label, heading, source, afterLine }: SceneToInsert,
): EditProposal {
  const lines = source.split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const at = Math.min(afterLine, Math.max(last, 0)) + 1;
  const before = lines.slice(0, at);
  const after = lines.slice(at);
  const isBlank = (line: string | undefined): boolean => line?.trim() === '';
  const middle = [
    ...(isBlank(before.at(-1)) ? [] : ['']),
    ...plainText(words)
      .trim()
      .split(/\r\n|\n|\r/u),
    ...(isBlank(after[0]) ? [] : ['']),
  ];
  const note = 'Words from an answer, behind the line the cursor is in.';
  const origin = { sceneId, hash, label, heading, before: source, note, modelCallId: null };
  const proposal = editProposal(origin, [...before, ...middle, ...after].join('\n'));
  if (takesWhatFollows(source, proposal.after)) throw new Failure('bad-request', OPEN_END);
  return proposal;
}

const OPEN_END =
  'These words open a note or a cut and do not close it: what follows in the script would be lost. Copy them and put them in by hand.';
