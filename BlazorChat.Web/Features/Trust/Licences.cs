namespace BlazorChat.Web.Features.Trust;

/// <summary>Work of others that this program hands out or runs on. A test holds the list to the packages that are referenced.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Id">SPDX.</param>
internal sealed record Licence(string Name, string Id)
{
    public static readonly IReadOnlyList<Licence> All =
    [
        new("Microsoft.AspNetCore.OpenApi", "MIT"),
        new("Microsoft.EntityFrameworkCore.Relational", "MIT"),
        new("Microsoft.EntityFrameworkCore.Sqlite", "MIT"),
        new("OpenTelemetry", "Apache-2.0"),
        new("OpenTelemetry.Exporter.OpenTelemetryProtocol", "Apache-2.0"),
        new("RabbitMQ.Client", "Apache-2.0"),
        new("Npgsql.EntityFrameworkCore.PostgreSQL", "PostgreSQL"),
        new("SQLite", "blessing"),
        new("fflate", "MIT"),
        new("emojibase-data", "MIT"),
        new("idb", "ISC"),
        new("jose", "MIT"),
        new("lit", "BSD-3-Clause"),
        new("micromark", "MIT"),
        new("unhomoglyph", "MIT"),
        new("@fontsource/arimo", "OFL-1.1"),
        new("@fontsource/opendyslexic", "OFL-1.1"),
        new("@fontsource/pixelify-sans", "OFL-1.1"),
        new("@fontsource/tinos", "OFL-1.1"),
        new("@fontsource/vt323", "OFL-1.1"),
    ];
}
