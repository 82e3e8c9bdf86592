namespace BlazorChat.Pki;

/// <summary>Names this assembly, for whoever collects entity configurations from it.</summary>
public sealed class PkiAssembly { private PkiAssembly() { } }
