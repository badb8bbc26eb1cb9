export type ClientOptions = {};
export type SendResult = { status: 'delivered' };
export class MCPWatchClient {}
