export const people = {
  'time.yesterday': 'Yesterday',
  'time.today': 'Today',
  'badge.draft': 'Draft',
  'badge.unread.one': '{count} unread message',
  'badge.unread.other': '{count} unread messages',
} as const;
