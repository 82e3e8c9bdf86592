using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace BlazorChat.Tests.Browser;

internal static class Expectations
{
    /// <summary>Two browsers and a host share two cores here; where a test is about time it says its own.</summary>
    [ModuleInitializer]
    internal static void BePatient() => Assertions.SetDefaultExpectTimeout(20_000);
}
