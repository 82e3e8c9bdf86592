export const people = {
  'time.yesterday': 'Yesterday',
  'time.today': 'Today',
  'badge.draft': 'Draft',
} as const;
