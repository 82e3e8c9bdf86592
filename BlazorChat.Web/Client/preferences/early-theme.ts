// Sets the theme on <html> before the first paint, so that no page flashes in the wrong colours.
document.documentElement.dataset['theme'] = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
