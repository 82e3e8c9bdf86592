// Sets the theme on <html> before the first paint, so that no page flashes in the wrong colours.
import { keepTheme } from './theme';

keepTheme();
