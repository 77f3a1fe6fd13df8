import './zodWithoutEval';
import { toChatPanelSchema } from '../protocol/chatPanelContract';
import { keepFocus } from './keptFocus';
import { createPanel } from './panel';
import './style.css';

const api = acquireVsCodeApi();
const panel = createPanel(api);
document.body.append(panel.element);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toChatPanelSchema.safeParse(event.data);
  if (message.success) keepFocus(panel.element, () => panel.receive(message.data));
  else console.error('WritersRoom: the panel was sent something that it does not understand.', message.error);
});
api.postMessage({ kind: 'ready' });
