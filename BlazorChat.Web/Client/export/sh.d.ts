/** A shell script as a text, put into the bundle. */
declare module '*.sh' {
  const text: string;
  export default text;
}
