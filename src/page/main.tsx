/** Starts the page. */
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import { App } from './app.js';
import { startKeyboard } from './state/keyboard.js';
import { startLiveList } from './state/live-list.js';
import { startStream } from './state/stream.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/grid.css';
import './styles/detail.css';
import './styles/json.css';
import './styles/tables.css';
import './styles/timeline.css';
import './styles/charts.css';
import './styles/empty.css';
import './styles/narrow.css';
import './styles/touch.css';
import './styles/forced-colors.css';

startLiveList();
startStream();
startKeyboard();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
