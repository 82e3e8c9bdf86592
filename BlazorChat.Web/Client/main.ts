// The door of the client module: defines the elements and what the shell calls through JS interop.
export {};
