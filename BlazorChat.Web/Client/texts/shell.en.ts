export const shell = {
  'reconnect.lost': 'Connection lost. Trying again… You can go on typing.',
  'reconnect.reloading': 'The server has restarted. Loading the page again…',
  'reconnect.failed': 'The page could not be brought back by itself.',
  'reconnect.reload': 'Reload',
} as const;
