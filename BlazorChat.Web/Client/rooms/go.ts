/** Goes there within the page: the shell's router takes clicks on links. */
export function go(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  document.body.append(link);
  link.click();
  link.remove();
}

export const roomPath = (conv: string): string => `/chat/c/${conv}`;
export const personPath = (user: string): string => `/chat/u/${user}`;
