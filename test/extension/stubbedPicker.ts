import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A list as an extension makes it with `createQuickPick`, which a test looks at and presses in the writer's place. */
export interface StubbedPicker {
  /** Whether it is on the screen. */
  readonly shown: boolean;
  readonly disposed: boolean;
  /** The labels of the rows, those between them too. */
  labels(): string[];
  /** The codicon of a button of a row by what it says. */
  icon(label: string, tooltip: string): string;
  /** Chooses a row. */
  accept(label: string): void;
  /** Presses a button of a row by what it says. */
  press(label: string, tooltip: string): void;
  /** Escape. */
  hide(): void;
}

/** Puts stubs in the place of VS Code's lists. `latest`: the one that was made last; null before the first. */
export function stubPickers(): { readonly latest: () => StubbedPicker | null; readonly restore: () => void } {
  const { createQuickPick } = vscode.window;
  let latest: StubbedPicker | null = null;
  const create = (): unknown => {
    const made = makePicker();
    latest = made.stub;
    return made.picker;
  };
  Object.assign(vscode.window, { createQuickPick: create });
  return { latest: () => latest, restore: () => void Object.assign(vscode.window, { createQuickPick }) };
}

function makePicker(): { readonly stub: StubbedPicker; readonly picker: unknown } {
  const accepted = new vscode.EventEmitter<void>();
  const pressed = new vscode.EventEmitter<vscode.QuickPickItemButtonEvent<vscode.QuickPickItem>>();
  const hidden = new vscode.EventEmitter<void>();
  let [shown, disposed] = [false, false];
  const hide = (): void => {
    if (!shown) return;
    shown = false;
    hidden.fire();
  };
  const picker = {
    items: [] as readonly vscode.QuickPickItem[],
    selectedItems: [] as readonly vscode.QuickPickItem[],
    onDidAccept: accepted.event,
    onDidTriggerItemButton: pressed.event,
    onDidHide: hidden.event,
    show: () => {
      shown = true;
    },
    hide,
    dispose: () => {
      hide();
      disposed = true;
    },
  };
  const rowOf = (label: string): vscode.QuickPickItem => {
    const row = picker.items.find((item) => item.label.endsWith(label));
    assert.ok(row, label);
    return row;
  };
  const stub: StubbedPicker = {
    get shown() {
      return shown;
    },
    get disposed() {
      return disposed;
    },
    labels: () => picker.items.map(({ label }) => label),
    icon: (label, tooltip) => {
      const icon = rowOf(label).buttons?.find((one) => one.tooltip === tooltip)?.iconPath;
      assert.ok(icon instanceof vscode.ThemeIcon, tooltip);
      return icon.id;
    },
    accept: (label) => {
      picker.selectedItems = [rowOf(label)];
      accepted.fire();
    },
    press: (label, tooltip) => {
      const item = rowOf(label);
      const button = item.buttons?.find((one) => one.tooltip === tooltip);
      assert.ok(button, tooltip);
      pressed.fire({ item, button });
      // What is asked next takes the place of the list.
      hide();
    },
    hide,
  };
  return { stub, picker };
}
