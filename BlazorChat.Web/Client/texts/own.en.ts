export const own = {
  'follow.label': 'My settings follow me to my other devices',
  'follow.no-keys': 'This browser’s keys could not be opened, so nothing can follow. Open the chat here once, then come back.',
  'follow.own-chain': 'Your list of devices has changed. Read what the chat says about it first.',
  'follow.unreachable': 'The server does not answer. What you choose holds in this browser.',
  'follow.again': 'Try again',
  'follow.waiting': 'They were kept before this device was added. Open the chat on one of your other devices, and they come here.',
  'follow.unreadable': 'What the server has is not what your devices left there, so it is not used.',
  'follow.anew': 'Begin anew with this browser’s settings',
} as const;
