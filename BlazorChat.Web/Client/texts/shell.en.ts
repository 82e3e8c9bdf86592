export const shell = {
  'reconnect.reloading': 'The server has restarted. Loading the page again…',
} as const;
