export const preferences = {
  'preferences.revert': 'Revert to default layout',
  'preferences.reverted': 'This is the default layout.',
  'preferences.undo': 'Undo',
  'preferences.damaged': 'Some of your settings could not be read. The defaults stand for them.',
  'preferences.understood': 'OK',
  'preferences.unsaved': 'This browser keeps no settings, or has no room for them. They hold until you close the page.',
  'preferences.sample.name': 'Grace Hopper',
  'preferences.sample.1': 'Good afternoon! Shall we meet before the review?',
  'preferences.sample.2': 'Four o’clock would suit me, at the usual place.',
  'preferences.sample.3': 'With pleasure. I bring the drawings.',
  'preferences.window.present': 'Use the present size',
  'preferences.window.own': 'Your own size: {width} × {height}',
} as const;
