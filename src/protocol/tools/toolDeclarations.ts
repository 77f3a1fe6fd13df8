import { analyzePacing } from './analyzePacing';
import { getChanges } from './getChanges';
import { getCharacter } from './getCharacter';
import { getCharacterScenes } from './getCharacterScenes';
import { getOutline } from './getOutline';
import { getPlotThreads } from './getPlotThreads';
import { getRelationships } from './getRelationships';
import { getScene } from './getScene';
import { getSceneContext } from './getSceneContext';
import { getScenes } from './getScenes';
import { proposeEdit } from './proposeEdit';
import { searchScript } from './searchScript';
import type { ToolDeclaration } from './toolDeclaration';

/** Every tool, by name, in the order in which it is always sent. */
export const TOOL_DECLARATIONS = [
  analyzePacing,
  getChanges,
  getCharacter,
  getCharacterScenes,
  getOutline,
  getPlotThreads,
  getRelationships,
  getScene,
  getSceneContext,
  getScenes,
  proposeEdit,
  searchScript,
] as const satisfies readonly ToolDeclaration[];
