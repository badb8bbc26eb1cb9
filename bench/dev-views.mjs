/** The queries that the page's views send. */
const filter = (text) => `filter=${encodeURIComponent(text)}`;

export const VIEWS = [
  ['one row by its id', '/api/events/1-1000/body'],
  ['state', '/api/state'],
  ['live', '/api/events?nested=under&limit=100'],
  ['live, one tool', `/api/events?nested=under&limit=100&${filter('tool:tool_39')}`],
  ['live, errors', `/api/events?nested=under&limit=100&${filter('status:error')}`],
  ['live, slow calls', `/api/events?nested=under&limit=100&${filter('dur:>2s')}`],
  ['live, rare text', `/api/events?nested=under&limit=100&${filter('nowhere')}`],
  ['live, common text', `/api/events?nested=under&limit=100&${filter('ipsum')}`],
  ['call', '/api/events/1-1000'],
  ['sessions', '/api/sessions'],
  ['sessions, one tool', `/api/sessions?${filter('tool:tool_39')}`],
  ['tools', '/api/tools'],
  ['tools, one server', `/api/tools?${filter('server:server-3')}`],
  ['tools, 15 minutes', `/api/tools?${filter('since:15m')}`],
  ['problems', '/api/problems'],
  ['problems, one server', `/api/problems?${filter('server:server-3')}`],
  ['charts', '/api/series?by=none'],
  ['charts by tool', '/api/series?by=tool'],
  ['charts, errors of a server', `/api/series?by=tool&${filter('server:server-3 dur:>1s')}`],
  ['completion', '/api/values?key=tool&prefix=tool_1'],
];
