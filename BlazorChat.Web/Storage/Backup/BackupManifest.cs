using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>What a backup consists of. It is written last, so a folder without it was broken off.</summary>
/// <param name="Format">Of this file and the folder.</param>
/// <param name="Made">When the copy of the database was begun.</param>
/// <param name="Provider">As <c>Storage:Provider</c> names it.</param>
/// <param name="Migration">The newest that the database has: a program that does not know it is older than the backup.</param>
/// <param name="Passphrase">Whether what opens the authority's keys is in it.</param>
/// <param name="Files">All but this one.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset Made, string Provider, string Migration, bool Passphrase, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="StartupException">There is none, or it is of a newer program.</exception>
    public static BackupManifest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            throw new StartupException($"{folder} has no {FileName}: it is no backup, or one that was broken off. Nothing was restored.");
        try
        {
            var bytes = File.ReadAllBytes(file);
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) && number > CurrentFormat)
                throw new StartupException($"{folder} was made by a newer BlazorChat. Restore it with that version.");
            return JsonSerializer.Deserialize<BackupManifest>(bytes, Json) is { Files.Count: > 0 } manifest ? manifest : throw Damaged(file, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Damaged(file, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} cannot be read ({e.Message}).", e);
        }
    }

    private static StartupException Damaged(string file, Exception? cause) => new($"{file} is damaged. Nothing was restored; take another backup.", cause);
}

/// <param name="Path">Below the folder, parts joined by a slash.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">In lower-case hex.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);
