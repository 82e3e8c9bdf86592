namespace BlazorChat.Directories;

/// <summary>What an entry of the directory is to hold of the chat's certificates.</summary>
/// <param name="User">Whose entry.</param>
/// <param name="Certificates">DER, each once: all that are to be there, of ours.</param>
/// <param name="IsOurs">Whether a value found there is a certificate of ours; it is given whatever somebody wrote there.</param>
public sealed record CertificatePublication(Guid User, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, Func<ReadOnlyMemory<byte>, bool> IsOurs);

/// <summary>What became of it.</summary>
public abstract record PublishResult
{
    private PublishResult() { }

    /// <summary>The entry holds what it is to hold.</summary>
    /// <param name="Added">Certificates written now.</param>
    /// <param name="Removed">Certificates of ours taken away now.</param>
    public sealed record Done(int Added, int Removed) : PublishResult;

    /// <summary>Nobody is there to hold them.</summary>
    public sealed record NoEntry : PublishResult;

    /// <summary>The directory does not let us, or does not answer.</summary>
    /// <param name="Why">For the log and the administrator, with the remedy.</param>
    /// <param name="ForEverybody">It would be the same for anybody else.</param>
    public sealed record Failed(string Why, bool ForEverybody) : PublishResult;
}
