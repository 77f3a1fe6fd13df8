import * as vscode from 'vscode';
import { modelAddress } from '../../models/modelAddress';
import { readModelSettings, writeBaseUrl } from './modelSettings';

/** Asks for the address of a server that speaks the Messages API and keeps it in the settings. False: the writer gave none. */
export async function askForServer(): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title: 'Address of the server',
    prompt: 'It has to speak the Messages API. https, or http on this machine.',
    placeHolder: 'http://localhost:11434',
    value: readModelSettings().baseUrl ?? '',
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || modelAddress(value.trim()) !== null
        ? null
        : 'Give an https address, or an http one on this machine, without a name or password in it.',
  });
  const address = modelAddress(typed?.trim() ?? '');
  if (address === null) return false;
  await writeBaseUrl(address.baseUrl);
  return true;
}
