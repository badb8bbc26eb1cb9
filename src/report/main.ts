/** The report's program: the page, with its own file in the place of the collector. */
import './stand-ins.js';
import '../page/main.js';
