using System.Security.Cryptography;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>Files that only the account of this process may read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const int Buffer = 128 * 1024;

    /// <summary>With those above it that are missing: made on the way, they would be everybody's.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } above)
            MakeFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFolder);
    }

    /// <summary>A new one, on the disk itself once it is disposed of after <see cref="FileStream.Flush(bool)"/>.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = Buffer };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    public static void Tighten(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerFile);
    }

    public static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        MakeFolder(Path.GetDirectoryName(to)!);
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, Buffer, useAsync: true);
        await using var target = Create(to);
        await source.CopyToAsync(target, Buffer, cancellation);
        target.Flush(flushToDisk: true);
    }

    public static async Task<BackupFile> DescribeAsync(string folder, string name, CancellationToken cancellation)
    {
        await using var file = new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, useAsync: true);
        return new BackupFile(name.Replace(Path.DirectorySeparatorChar, '/'), file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }
}
