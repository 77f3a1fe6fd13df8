import { TOOL_DECLARATIONS } from '../../../protocol/tools/toolDeclarations';
import { analyzePacing } from '../../../protocol/tools/analyzePacing';
import { getChanges } from '../../../protocol/tools/getChanges';
import { getCharacter } from '../../../protocol/tools/getCharacter';
import { getCharacterScenes } from '../../../protocol/tools/getCharacterScenes';
import { getOutline } from '../../../protocol/tools/getOutline';
import { getPlotThreads } from '../../../protocol/tools/getPlotThreads';
import { getRelationships } from '../../../protocol/tools/getRelationships';
import { getScene } from '../../../protocol/tools/getScene';
import { getSceneContext } from '../../../protocol/tools/getSceneContext';
import { getScenes } from '../../../protocol/tools/getScenes';
import { proposeEdit } from '../../../protocol/tools/proposeEdit';
import { searchScript } from '../../../protocol/tools/searchScript';
import { nearestNames } from '../chatScript';
import { proposeEditTool } from './proposeEditTool';
import { readScenes, scenesAnswer } from './readScenes';
import { searchTool } from './searchTool';
import {
  changesTool,
  characterScenesTool,
  characterTool,
  outlineTool,
  pacingTool,
  relationshipsTool,
  threadsTool,
} from './storyTools';
import { sceneNamed, toolError, type ToolAnswer, type ToolDesk } from './toolDesk';

/** Runs one tool. What a model asks wrongly is answered with what is wrong; nothing it says makes this reject. */
export async function runTool(name: string, input: unknown, desk: ToolDesk): Promise<ToolAnswer> {
  const run = RUNS.get(name);
  if (run === undefined) {
    const names = TOOL_DECLARATIONS.map((tool) => tool.name).join(', ');
    return toolError(
      `There is no tool ${name.slice(0, 60)}. There are: ${names}.`,
      'asking for a tool that is not there',
    );
  }
  return run(input, desk);
}

type Run = (input: unknown, desk: ToolDesk) => ToolAnswer | Promise<ToolAnswer>;

/** The shape of a declaration's `input` that is needed here; zod itself stays in `protocol`. */
interface InputSchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

function tool<T>(
  declaration: { readonly name: string; readonly input: InputSchema<T> },
  run: (input: T, desk: ToolDesk) => ToolAnswer | Promise<ToolAnswer>,
): readonly [string, Run] {
  return [
    declaration.name,
    (input, desk) => {
      const parsed = declaration.input.safeParse(input);
      if (parsed.success) return run(parsed.data, desk);
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
      return toolError(
        `Wrong input: ${wrong.slice(0, 5).join('; ')}`.slice(0, 500),
        `asking ${declaration.name} wrongly`,
      );
    },
  ];
}

const RUNS: ReadonlyMap<string, Run> = new Map([
  tool(analyzePacing, (_, desk) => pacingTool(desk)),
  tool(getChanges, (_, desk) => changesTool(desk)),
  tool(getCharacter, ({ name }, desk) => characterTool(name, desk)),
  tool(getCharacterScenes, ({ name }, desk) => characterScenesTool(name, desk)),
  tool(getOutline, (_, desk) => outlineTool(desk)),
  tool(getPlotThreads, (_, desk) => threadsTool(desk)),
  tool(getRelationships, ({ open }, desk) => relationshipsTool(open, desk)),
  tool(getScene, ({ scene }, desk) => readScenes([scene], desk)),
  tool(getSceneContext, ({ scene, around }, desk) => {
    const middle = sceneNamed(desk.script, scene, nearestNames(desk.script, scene));
    if (typeof middle === 'string') return toolError(middle, `looking for ${scene}`);
    const at = desk.script.scenes.indexOf(middle);
    const near = desk.script.scenes.slice(Math.max(0, at - around), at + around + 1);
    const sent = near.filter(({ id }) => !desk.script.guard.isMarked(id));
    const told = near
      .filter((one) => !sent.includes(one))
      .map((one) => `Scene ${one.name} is marked never to be sent.`);
    return scenesAnswer(sent, told, desk);
  }),
  tool(getScenes, ({ scenes }, desk) => readScenes(scenes, desk)),
  tool(proposeEdit, (input, desk) => proposeEditTool(input, desk)),
  tool(searchScript, (input, desk) => searchTool(input, desk)),
]);
