namespace BlazorChat.Directories;

/// <summary>Names this assembly, for whoever collects entity configurations from it.</summary>
public sealed class DirectoryAssembly { private DirectoryAssembly() { } }
